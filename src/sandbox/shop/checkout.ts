import { type MessageVersion, SUPPORTED_VERSIONS, USUAL_VERSION } from '../../messages/versions.ts';
import { catalogue } from '../../pages/render.ts';
import type { Sandbox } from '../options.ts';
import type { BrowserForm } from '../threeDSServer/browser.ts';
import { basket } from './basket.ts';
import type { Frame, WindowSize } from './orders.ts';

/** The fields of the checkout form; the query of /shop/ sets the first ones beforehand. */
export interface CheckoutForm extends BrowserForm {
  /** A card of the list. */
  card?: string;
  /** A typed card number; it goes before the list. */
  cardNumber?: string;
  windowSize?: string;
  /** Language of the cardholder's browser: a tag, or auto. */
  language?: string;
  frame?: string;
  messageVersion?: string;
  /** Language of the shop's pages. */
  shopLanguage?: string;
}

const WINDOW_SIZES: readonly WindowSize[] = ['01', '02', '03', '04', '05'];
const FRAMES: readonly Frame[] = ['open', 'sandboxed', 'strict'];

export interface Choice {
  windowSize: WindowSize;
  frame: Frame;
  /** Undefined: the browser's own. */
  browserLanguage: string | undefined;
  messageVersion: MessageVersion;
}

/** A form or query as it arrived; of a field that came twice the first counts. */
export function formOf(sent: unknown): CheckoutForm {
  const fields = Object.entries((sent ?? {}) as Record<string, unknown>);
  return Object.fromEntries(fields.map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]));
}

/** The card number of a form without spaces and dashes; undefined where it is none (13 to 19 digits). */
export function cardNumberOf({ card, cardNumber }: CheckoutForm): string | undefined {
  const typed = (cardNumber ?? '').replaceAll(/[\s-]/g, '');
  const number = typed === '' ? (card ?? '') : typed;
  return /^\d{13,19}$/.test(number) ? number : undefined;
}

/** The options of a form; anything unknown is the default. */
export function choiceOf({ windowSize, frame, language, messageVersion }: CheckoutForm): Choice {
  return {
    windowSize: WINDOW_SIZES.find((size) => size === windowSize) ?? '03',
    frame: FRAMES.find((name) => name === frame) ?? 'open',
    browserLanguage: catalogue.languages.find((name) => name === language),
    messageVersion: SUPPORTED_VERSIONS.find((version) => version === messageVersion) ?? USUAL_VERSION,
  };
}

/** What checkout.hbs shows: the form as it was sent or preset, and what is wrong with it. */
export function checkoutView(sandbox: Sandbox, language: string, form: CheckoutForm, invalid = false): object {
  const choice = choiceOf(form);
  const wanted = form.card ?? sandbox.cards[0]?.acctNumber;
  const typed = (form.cardNumber ?? '').trim() || (sandbox.cards.some((card) => card.acctNumber === wanted) ? '' : wanted);
  return {
    basket: basket(language),
    cards: sandbox.cards.map(({ acctNumber, says }) => ({
      acctNumber,
      shown: grouped(acctNumber),
      says: says[language] ?? Object.values(says)[0] ?? '',
      checked: typed === '' && acctNumber === wanted,
    })),
    typed: typed ?? '',
    invalid,
    windowSizes: WINDOW_SIZES.map((size) => ({
      size,
      key: `shop.windowSize.${size}`,
      selected: size === choice.windowSize,
    })),
    windowSizePreset: form.windowSize === choice.windowSize,
    frames: FRAMES.map((frame) => ({ frame, key: `shop.frame.${frame}`, selected: frame === choice.frame })),
    browserLanguages: catalogue.languages.map((name) => ({
      name,
      key: `shop.languageName.${name}`,
      selected: name === choice.browserLanguage,
    })),
    messageVersions: [...SUPPORTED_VERSIONS].reverse().map((version) => ({
      version,
      selected: version === choice.messageVersion,
    })),
    optionsOpen: [form.windowSize, form.frame, form.messageVersion].some((option) => option !== undefined),
  };
}

/** 4970720000052226 → 4970 7200 0005 2226 */
function grouped(acctNumber: string): string {
  return acctNumber.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}
