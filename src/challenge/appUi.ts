import { type MessageVersion, VERSIONS } from '../messages/versions.ts';
import { type MethodName, stepsOf } from './methods.ts';
import { rowOf, type StepName } from './steps.ts';

/** What an SDK shows: 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML, 06 out of band in HTML, 07 information. */
export type AcsUiType = '01' | '02' | '03' | '04' | '05' | '06' | '07';

/** The user interface that was chosen for a challenge in an app, with its first template. */
export interface AcsRendering {
  /** 01 native, 02 HTML. */
  acsInterface: '01' | '02';
  acsUiTemplate: AcsUiType;
}

/** What the SDK says of itself in the AReq. */
export interface DeviceRenderOptions {
  /** 01 native, 02 HTML, 03 both. */
  sdkInterface: string;
  sdkUiType: readonly string[];
}

/** How the pages of one challenge in an app are shown. */
export interface AppUi {
  acsRenderingType: Pick<AcsRendering, 'acsInterface'>;
  /** What the SDK can show; absent in transactions of older versions of this program, which had 01 to 05. */
  sdkUiType?: readonly string[];
}

/** The elements of the CReq that bring the answer to each user interface. */
export const ANSWERS_OF_UI = {
  '01': ['challengeDataEntry'],
  '02': ['challengeDataEntry'],
  '03': ['challengeDataEntry'],
  '04': ['oobContinue'],
  '05': ['challengeHTMLDataEntry'],
  '06': ['oobContinue', 'challengeHTMLDataEntry'],
  '07': ['infoContinueIndicator'],
} as const satisfies Record<AcsUiType, readonly string[]>;

/** The acsUiType of a step: in HTML 05, since 2.3.1 06 out of band where the SDK shows that. */
export function uiTypeOf(step: StepName, { acsRenderingType, sdkUiType = [] }: AppUi, version: MessageVersion): AcsUiType {
  const { app } = rowOf(step);
  if (!app) throw new Error(`no app can show the step ${step}`);
  if (acsRenderingType.acsInterface === '01') return app.acsUiType;
  return sdkUiType.includes('06') && inHtml(app.acsUiType, version) === '06' ? '06' : '05';
}

/** The acsUiType of a page that only tells something; undefined where the SDK can show none. HTML has one type for it as for all. */
export function uiTypeOfInformation(
  { acsRenderingType, sdkUiType = [] }: AppUi,
  version: MessageVersion,
): '05' | '07' | undefined {
  if (!VERSIONS[version].laterUiTypes) return undefined;
  if (acsRenderingType.acsInterface === '01') return sdkUiType.includes('07') ? '07' : undefined;
  return sdkUiType.includes('07') || sdkUiType.includes('05') ? '05' : undefined;
}

/** Whether a method has a step that no SDK can show, whatever it says of itself. */
export function needsBrowser(method: MethodName): boolean {
  return stepsOf(method).some((step) => !rowOf(step).app);
}

/**
 * The user interface for a method: native where the SDK can show each of its steps so, else HTML; undefined where it can show
 * neither (EMV 3DS 2.2.0, Table A.1, Device Rendering Options Supported). Since 2.3.1 the template of HTML is that of what is asked
 * (4.2.6.1, Table A.14); 05 is left for an SDK that names no other.
 */
export function renderingOf(
  method: MethodName,
  options: DeviceRenderOptions | undefined,
  version: MessageVersion,
): AcsRendering | undefined {
  const { sdkInterface, sdkUiType = [] } = options ?? {};
  const templates = stepsOf(method).flatMap((step) => rowOf(step).app?.acsUiType ?? []);
  const [acsUiTemplate] = templates;
  if (!acsUiTemplate || templates.length < stepsOf(method).length) return undefined;
  const knowsAll = templates.every((template) => sdkUiType.includes(template));
  // Native templates have a second box since 2.3.1.
  const fits = VERSIONS[version].challengeEntryBox || !stepsOf(method).some(hasTwoBoxes);
  if (sdkInterface !== '02' && knowsAll && fits) return { acsInterface: '01', acsUiTemplate };
  if (sdkInterface === '01') return undefined;
  const later = VERSIONS[version].laterUiTypes ? templates.map((template) => inHtml(template, version)) : [];
  const [ofHtml] = later;
  if (ofHtml && later.every((template) => sdkUiType.includes(template))) return { acsInterface: '02', acsUiTemplate: ofHtml };
  if (sdkUiType.includes('05')) return { acsInterface: '02', acsUiTemplate: '05' };
  return knowsAll ? { acsInterface: '02', acsUiTemplate } : undefined;
}

/** The template of HTML for what a native one asks. */
function inHtml(template: AcsUiType, version: MessageVersion): AcsUiType {
  return template === '04' && VERSIONS[version].laterUiTypes ? '06' : template;
}

function hasTwoBoxes(step: StepName): boolean {
  const { asks } = rowOf(step);
  return asks.kind === 'digits' && asks.second !== undefined;
}
