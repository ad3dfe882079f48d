import { type MethodName, stepsOf } from './methods.ts';
import { rowOf, type StepName } from './steps.ts';

/** What an SDK shows: 01 text, 02 single select, 03 multi select, 04 out of band, 05 HTML. */
export type AcsUiType = '01' | '02' | '03' | '04' | '05';

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

/** The element of the CReq that brings the answer to each user interface. */
export const ANSWER_OF_UI = {
  '01': 'challengeDataEntry',
  '02': 'challengeDataEntry',
  '03': 'challengeDataEntry',
  '04': 'oobContinue',
  '05': 'challengeHTMLDataEntry',
} as const satisfies Record<AcsUiType, string>;

/** The acsUiType of a step, as it was chosen for the transaction. */
export function uiTypeOf(step: StepName, { acsInterface }: Pick<AcsRendering, 'acsInterface'>): AcsUiType {
  if (acsInterface === '02') return '05';
  const { app } = rowOf(step);
  if (!app) throw new Error(`no app can show the step ${step}`);
  return app.acsUiType;
}

/** Whether a method has a step that no SDK can show, whatever it says of itself. */
export function needsBrowser(method: MethodName): boolean {
  return stepsOf(method).some((step) => !rowOf(step).app);
}

/**
 * The user interface for a method: native where the SDK can show each of its steps so, else HTML; undefined where it can show
 * neither (EMV 3DS 2.2.0, Table A.1, Device Rendering Options Supported).
 */
export function renderingOf(method: MethodName, options: DeviceRenderOptions | undefined): AcsRendering | undefined {
  const { sdkInterface, sdkUiType = [] } = options ?? {};
  const templates = stepsOf(method).flatMap((step) => rowOf(step).app?.acsUiType ?? []);
  const [acsUiTemplate] = templates;
  if (!acsUiTemplate || templates.length < stepsOf(method).length) return undefined;
  const knowsAll = templates.every((template) => sdkUiType.includes(template));
  if (sdkInterface !== '02' && knowsAll) return { acsInterface: '01', acsUiTemplate };
  if (sdkInterface === '01') return undefined;
  if (sdkUiType.includes('05')) return { acsInterface: '02', acsUiTemplate: '05' };
  return knowsAll ? { acsInterface: '02', acsUiTemplate } : undefined;
}
