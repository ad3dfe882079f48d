import { stepsOf } from './challenge/methods.ts';
import type { Simulator } from './simulator.ts';

/** What a person needs first: where to click, and which cards do what. The last line is for scripts. */
export function banner({ urls, fixtures }: Simulator, data: string): string {
  const ePins = new Map(fixtures.cardholders.map(({ email, ePin }) => [email, ePin]));
  const cards = fixtures.cards.map(({ acctNumber, cardholder, method = 'ePinThenSms', says }) => {
    const ePin = cardholder && stepsOf(method).includes('ePin') && ePins.get(cardholder);
    return [acctNumber, `${says.en}${ePin ? ` (ePin ${ePin})` : ''}`];
  });
  return [
    '',
    '  ACS simulator: EMV 3-D Secure, the side of the issuer. Test cards only: nothing here is a real payment.',
    '',
    ...inColumns([
      ['Shop', `${urls.sandbox}/shop/`, 'pay and see the challenge'],
      ['Portal', `${urls.acs}/portal/`, 'choose an ePin, change the phone number'],
      ['Console', `${urls.control}/console/`, 'the one-time codes'],
      ['AReq', `${urls.acs}/3ds/areq`, 'where your DS sends its AReqs'],
      ['DS', `${urls.sandbox}/ds/areq`, 'where a 3DS Server without a DS sends them'],
    ]),
    '',
    ...inColumns([
      ...cards,
      ['any other number', 'Challenge: SMS code only; outside the served ranges the DS answers U 08, the ACS Erro 305'],
    ]),
    '',
    data === ':memory:' ? '  In memory: nothing is kept.' : `  Data in ${data}`,
    `Ready ACS ${urls.acs} control ${urls.control} sandbox ${urls.sandbox}`,
  ].join('\n');
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => `    ${row.map((text, column) => text.padEnd(widthOf(column))).join('   ')}`.trimEnd());
}
