/**
 * What a journey does with a browser, in the same words for every engine. A selector is waited for; what never comes is an error
 * that names it.
 */
export interface Place {
  /** Clicks as a person does: where the element is in sight. */
  click(selector: string): Promise<void>;
  /** Types into a field that is empty. */
  type(selector: string, text: string): Promise<void>;
  /** The value of a JavaScript expression there. */
  evaluate<T>(expression: string): Promise<T>;
}

/** A window of somebody who has never been here: without cookies, history or storage. */
export interface Tab {
  top: Place;
  /** What is in the frame that is found there now, and in each that takes its place. */
  inFrame(selector: string): Place;
  goTo(url: string): Promise<void>;
  /** Back (-1), forward (1). */
  traverse(by: number): Promise<void>;
  reload(): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Writes a PNG of what is in sight. */
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  name: EngineName;
  openTab(): Promise<Tab>;
  close(): Promise<void>;
}

export const ENGINE_NAMES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

/** Asks again and again, until what is asked for is there. A page that is just leaving gives no answer, and is asked again. */
export async function until<T>(ask: () => Promise<T | undefined>, what: string, patienceMs = PATIENCE_MS): Promise<T> {
  let last: unknown;
  for (const giveUp = performance.now() + patienceMs; performance.now() < giveUp; ) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`${what} did not come${last ? `: ${String(last)}` : ''}`);
}

/** Waits until an element is there. */
export function see(place: Place, selector: string): Promise<true> {
  return until(async () => (await has(place, selector)) || undefined, selector);
}

export function has(place: Place, selector: string): Promise<true> {
  return place.evaluate(`document.querySelector(${JSON.stringify(selector)}) !== null`);
}

/** The text of an element, as it is shown. */
export async function readText(place: Place, selector: string): Promise<string> {
  await see(place, selector);
  return place.evaluate(`document.querySelector(${JSON.stringify(selector)}).innerText.trim()`);
}
