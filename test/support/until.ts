/** Asks again and again until the answer is good, for at most `limitMs` of real time. */
export async function until<T>(
  ask: () => Promise<T> | T,
  isGood: (answer: T) => boolean,
  what: string,
  limitMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}; at last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
