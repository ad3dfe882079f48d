// The small changes that scripts/mutate.js makes to a source: another operator, a number beside, a condition that always or never
// holds, an element or a statement that is missing.
import ts from 'typescript';

const { SyntaxKind: Kind } = ts;

/** Operators that are taken for one another; of a limit, the edge. */
const OTHER_OPERATORS = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};
const OTHER_METHODS = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
  find: 'findLast',
  padStart: 'padEnd',
  floor: 'ceil',
};
/** Methods that give back what they were called on, changed: the call can be left out. */
const LEFT_OUT_METHODS = new Set([
  'filter',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'sort',
  'toSorted',
  'reverse',
  'slice',
  'replace',
  'replaceAll',
  'normalize',
]);

/** @returns the new texts of a node, each with what is said of it */
function textsFor(node, source) {
  const text = node.getText(source);
  const inner = (part) => part.getText(source);
  if (ts.isBinaryExpression(node)) {
    const others = OTHER_OPERATORS[inner(node.operatorToken)] ?? [];
    return others.map((operator) => `${inner(node.left)} ${operator} ${inner(node.right)}`);
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === Kind.ExclamationToken) return [inner(node.operand)];
  if (ts.isConditionalExpression(node)) return [inner(node.whenTrue), inner(node.whenFalse)].map((branch) => `(${branch})`);
  if (ts.isNumericLiteral(node)) return [`(${text} + 1)`, ...(text === '0' ? [] : [`(${text} - 1)`])];
  if (node.kind === Kind.TrueKeyword) return ['false'];
  if (node.kind === Kind.FalseKeyword) return ['true'];
  if (ts.isStringLiteral(node) && !node.text.includes(' ')) return [node.text === '' ? "'changed'" : "''"];
  if (node.kind === Kind.RegularExpressionLiteral) return regularExpressions(text);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) return calls(node, inner);
  if (ts.isArrayLiteralExpression(node)) return without(node.elements, inner).map((rest) => `[${rest}]`);
  return [];
}

function calls(node, inner) {
  const { name, expression, questionDotToken } = node.expression;
  const args = node.arguments.map(inner).join(', ');
  const dot = questionDotToken ? '?.' : '.';
  const other = OTHER_METHODS[name.text];
  return [
    ...(other ? [`${inner(expression)}${dot}${other}(${args})`] : []),
    ...(LEFT_OUT_METHODS.has(name.text) ? [inner(expression)] : []),
  ];
}

/** A list without its first, without its last element. */
function without(elements, inner) {
  if (elements.length === 0) return [];
  const texts = elements.map(inner);
  return [...new Set([texts.slice(1).join(', '), texts.slice(0, -1).join(', ')])];
}

/** Without an anchor; with another number of repetitions. */
function regularExpressions(text) {
  const bound = [...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(({ 0: whole, 1: low, 2: high, index }) => {
    const next = high ? `{${low},${Number(high) + 1}}` : `{${Number(low) + 1}${high === undefined ? '' : ','}}`;
    return text.slice(0, index) + next + text.slice(index + whole.length);
  });
  return [
    ...(text.startsWith('/^') ? [`/${text.slice(2)}`] : []),
    ...(/[^\\]\$\/\w*$/.test(text) ? [text.replace(/\$(\/\w*)$/, '$1')] : []),
    ...bound,
  ];
}

/** What is done to a statement: it goes, or its condition always or never holds. */
function statementTexts(node, source) {
  if (ts.isIfStatement(node)) {
    const { pos, end } = { pos: node.expression.getStart(source), end: node.expression.end };
    return ['true', 'false'].map((always) => ({ start: pos, end, text: always }));
  }
  const isWork =
    ts.isExpressionStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node) || ts.isThrowStatement(node);
  return isWork ? [{ start: node.getStart(source), end: node.end, text: ';' }] : [];
}

/** Types and names of files are no code that runs. */
function isLeftAlone(node) {
  const isDeclared = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isInterfaceDeclaration(node);
  return isDeclared || ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node);
}

/** The string of a comparison with `typeof`, and the keys of objects, are the compiler's to judge. */
function isNameOnly(node) {
  return (
    ts.isStringLiteral(node) &&
    (ts.isPropertyAssignment(node.parent)
      ? node.parent.name === node
      : ts.isPropertyName(node) && ts.isPropertySignature(node.parent))
  );
}

/**
 * Every change that can be made to a source.
 * @returns for each the whole text after it, the line, and what was changed
 */
export function changesOf(file, whole) {
  const source = ts.createSourceFile(file, whole, ts.ScriptTarget.ES2023, true);
  const changes = [];
  const add = (start, end, text) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const what = `${short(whole.slice(start, end))} -> ${short(text)}`;
    changes.push({ file, line: line + 1, what, text: whole.slice(0, start) + text + whole.slice(end) });
  };
  const visit = (node) => {
    if (isLeftAlone(node)) return;
    for (const { start, end, text } of statementTexts(node, source)) add(start, end, text);
    if (!isNameOnly(node)) for (const text of textsFor(node, source)) add(node.getStart(source), node.end, text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes;
}

function short(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 90 ? `${line.slice(0, 60)}…${line.slice(-25)}` : line;
}
