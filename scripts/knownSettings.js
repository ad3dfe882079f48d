// What the column `setting` of the table of rules may name: whatever turns the behaviour of the simulator round and really exists.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SCHEMAS = ['schemas/config', 'schemas/api', 'schemas/common'];
/** Words that tell where a name stands, and may go before it. */
const WHERE = /^(?:rule|card|setting|option|constant|\w+\.json) (?=\S)/;

/**
 * @param {string} top the folder of the project
 * @returns {(setting: string) => boolean} whether all that a cell names is known. A cell has one name or several, parted by `; `:
 * a setting (`strictHttps`, `--strict-https`), a constant or a member of it (`POLICY.noEntryIsInteraction`), a member of a rule or of
 * a file of fixtures (`rule faults.ares`, `issuer.json refusedMccs`), an option of a function (`option lenient`), or a route of the API
 * (`PUT /api/clock`). A value may follow: `strictHttps true`.
 */
export function makeIsKnownSetting(top) {
  const words = new Set(schemaWords(top));
  const paths = new Set(sourceFiles(top).flatMap((file) => namesIn(file, readFileSync(join(top, file), 'utf8'))));
  const routes = routesOf(top);
  const isKnown = (name) =>
    paths.has(name) || routes.some((route) => route === name) || name.split('.').every((part) => words.has(part));
  return (setting) =>
    setting.split('; ').every((part) => {
      const plain = part.replaceAll('`', '').replace(WHERE, '');
      const route = /^(?:GET|POST|PUT|PATCH|DELETE) \S+/.exec(plain)?.[0];
      const name = route ?? plain.replace(/^--/, '').split(/[\s=:,(]/)[0];
      return name !== '' && isKnown(name);
    });
}

function sourceFiles(top) {
  const files = readdirSync(join(top, 'src'), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.ts') && name !== 'messages/types.ts').map((name) => `src/${name}`);
}

function readSchemas(top) {
  return SCHEMAS.flatMap((folder) =>
    readdirSync(join(top, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(top, folder, name), 'utf8'))),
  );
}

/** All names of properties that a schema of settings, fixtures or rules has. */
function schemaWords(top) {
  const words = [];
  const visit = (node) => {
    if (typeof node !== 'object' || node === null) return;
    if (typeof node.properties === 'object') words.push(...Object.keys(node.properties));
    for (const child of Object.values(node)) visit(child);
  };
  for (const schema of readSchemas(top)) visit(schema);
  return words;
}

function routesOf(top) {
  const { paths = {} } = readSchemas(top).find(({ openapi }) => openapi) ?? {};
  return Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((name) => `${name.toUpperCase()} ${path}`));
}

/** Constants with their members, settings with their flags, and members of exported types of options. */
function namesIn(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return tree.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(constantNames);
    if (!ts.isInterfaceDeclaration(statement) || !isExported(statement) || !/Options$|^Config$/.test(statement.name.text))
      return [];
    return statement.members.flatMap(({ name }) => (name ? [name.getText()] : []));
  });
}

function constantNames({ name, initializer }) {
  const constant = name.getText();
  if (!/^[A-Z][A-Z\d_]+$/.test(constant) || !initializer) return [];
  const members = membersOf(initializer);
  const flags = constant === 'SETTINGS' ? [...initializer.getText().matchAll(/flag: '([\w-]+)'/g)].map(([, flag]) => flag) : [];
  const settings = constant === 'SETTINGS' ? members : [];
  return [constant, ...members.map((member) => `${constant}.${member}`), ...settings, ...flags];
}

/** The members of an object literal, and theirs, as dotted paths; what is spread into it counts as its own. */
function membersOf(node) {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return membersOf(node.expression);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return membersOf(property.expression);
    const name = property.name.getText().replaceAll(/^['"]|['"]$/g, '');
    const inner = ts.isPropertyAssignment(property) ? membersOf(property.initializer) : [];
    return [name, ...inner.map((one) => `${name}.${one}`)];
  });
}
