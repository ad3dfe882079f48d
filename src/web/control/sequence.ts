/** Who takes part in a transaction, from left to right. `client` is the browser or the SDK. */
export const PARTIES = ['ds', 'acs', 'client', 'cardholder'] as const;

export type Party = (typeof PARTIES)[number];

/** A message of a transaction, as the diagram and the timeline show it. */
export interface Arrow {
  /** Of the message on the page. */
  href: string;
  /** `ARes C`, `Erro 203`. */
  label: string;
  from: Party;
  to: Party;
  /** Since the first message. */
  offsetMs: number;
  isError: boolean;
  /** What somebody did to it on purpose. */
  mark?: string;
  /** What became of it, where no answer says so. */
  note?: string;
}

/** Where an arrow stands. */
interface Place {
  fromX: number;
  toX: number;
  middleX: number;
  y: number;
  labelY: number;
  hitX: number;
  hitY: number;
  hitWidth: number;
  hitHeight: number;
  /** Points of the arrow head. */
  head: string;
  /** The mark as far as there is room for it. */
  shortMark?: string;
  /** The same of the note. */
  shortNote?: string;
}

export interface Diagram<S extends Arrow> {
  width: number;
  height: number;
  lanes: { party: Party; x: number }[];
  /** Where the lines of the lanes end. */
  laneEnd: number;
  arrows: (S & Place)[];
}

const LANE_X: Record<Party, number> = { ds: 100, acs: 330, client: 560, cardholder: 760 };
const WIDTH = 860;
const TOP = 84;
const ROW = 48;
const HEAD = 9;
const HIT_HEIGHT = 40;
/** Letters of a note that fit between two lanes. */
const NOTE_LENGTH = 18;

/** Where everything stands, in the units of an SVG. Pure: the same steps give the same drawing. */
export function diagramOf<S extends Arrow>(steps: readonly S[]): Diagram<S> {
  const height = TOP + steps.length * ROW;
  const arrows = steps.map((step, index) => {
    const y = TOP + index * ROW;
    const [fromX, toX] = [LANE_X[step.from], LANE_X[step.to]];
    const back = toX > fromX ? -HEAD : HEAD;
    return {
      ...step,
      ...{ fromX, toX, y, middleX: (fromX + toX) / 2, labelY: y - 8 },
      ...{ hitX: Math.min(fromX, toX), hitY: y - HIT_HEIGHT + 8, hitWidth: Math.abs(toX - fromX), hitHeight: HIT_HEIGHT },
      ...(step.mark ? { shortMark: step.mark.split(/[:;,]/)[0] ?? '' } : {}),
      ...(step.note ? { shortNote: shortenText(step.note) } : {}),
      head: `${toX},${y} ${toX + back},${y - 5} ${toX + back},${y + 5}`,
    };
  });
  return { width: WIDTH, height, laneEnd: height - 16, lanes: PARTIES.map((party) => ({ party, x: LANE_X[party] })), arrows };
}

/** Without the address. */
function shortenText(note: string): string {
  const words = note.replace(/ https?:.*/, '').trim();
  return words.length > NOTE_LENGTH ? `${words.slice(0, NOTE_LENGTH - 1)}…` : words;
}

/** Between whom a message went: by its type, and an Erro by the message that it is about. */
export function wayOf({ type, direction }: { type: string; direction: 'in' | 'out' }, errorMessageType?: string): [Party, Party] {
  const ofChallenge = ['CReq', 'CRes'];
  const isOfChallenge = ofChallenge.includes(type) || (type === 'Erro' && ofChallenge.includes(errorMessageType ?? ''));
  const other = isOfChallenge ? 'client' : 'ds';
  return direction === 'in' ? [other, 'acs'] : ['acs', other];
}

/** The same as text that GitHub and others draw (Mermaid). */
export function mermaidOf(steps: readonly Arrow[], names: Record<Party, string>): string {
  const lines = steps.map(({ from, to, label, offsetMs, isError, mark, note }) => {
    const text = [label, `+${Math.round(offsetMs)} ms`, ...(note ? [note] : []), ...(mark ? [mark] : [])].join(', ');
    return `    ${from} ${isError ? '-x' : '->>'} ${to}: ${plain(text)}`;
  });
  return ['sequenceDiagram', ...PARTIES.map((party) => `    participant ${party} as ${plain(names[party])}`), ...lines].join(
    '\n',
  );
}

/** Without what ends a line, a label or an entity there. */
function plain(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ,.+/()_-]/gu, ' ');
}
