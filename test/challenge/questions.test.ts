import t from 'tap';
import { isRightChoice, type Question, questionFor } from '../../src/challenge/questions.ts';

const says = { fr: 'a', en: 'a' };
const wrong = { says };
const right = { says, right: true };
const select: Question = { kind: 'select', asks: says, options: [wrong, right, wrong] };
const multiSelect: Question = { kind: 'multiSelect', asks: says, options: [right, wrong, right] };

t.test('a choice is right, wrong, or no answer at all', async (t) => {
  const rows: [Question, string[], boolean | undefined][] = [
    [select, ['2'], true],
    [select, ['1'], false],
    [select, ['3'], false],
    [select, [], undefined],
    [select, ['0'], undefined],
    [select, ['4'], undefined],
    [select, ['02'], undefined],
    [select, [' 2'], undefined],
    [select, ['1', '2'], undefined],
    [select, ['2', '2'], undefined],
    [multiSelect, ['1', '3'], true],
    [multiSelect, ['3', '1'], true],
    [multiSelect, ['1'], false],
    [multiSelect, ['2'], false],
    [multiSelect, ['1', '2', '3'], false],
    [multiSelect, [], undefined],
    [multiSelect, ['1', '1', '3'], undefined],
    [multiSelect, ['1', '3', 'x'], undefined],
  ];
  for (const [question, chosen, expected] of rows)
    t.equal(isRightChoice(question, chosen), expected, `${question.kind}: ${JSON.stringify(chosen)}`);
});

t.test('a question of the cardholder’s own comes before everybody’s', async (t) => {
  const own: Question = { ...select, cardholder: 'a@example.nc' };
  const questions = [select, own, multiSelect];
  t.equal(questionFor(questions, 'select', 'a@example.nc'), own);
  t.equal(questionFor(questions, 'select', 'b@example.nc'), select);
  t.equal(questionFor(questions, 'select', undefined), select);
  const second: Question = { ...select, asks: { fr: 'b', en: 'b' } };
  t.equal(questionFor([select, second], 'select', undefined), select, 'of several, the first');
  t.equal(questionFor(questions, 'multiSelect', 'a@example.nc'), multiSelect);
  t.throws(() => questionFor([own], 'select', undefined), /no question/);
});
