import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** The texts of the panel, as they stand in its source, and their translation into a language for tests. */

const folder = path.join(import.meta.dirname, '../../../src/panel');

export interface FoundText {
  /** Where it stands. */
  readonly place: string;
  /** `null` where it is no literal, so that nobody can know it before the panel runs. */
  readonly text: string | null;
}

/** What `t` is called with, in every file of the panel, and where findings are put into words. */
export function panelTexts(): readonly FoundText[] {
  return [...textsIn('.', ['t']), ...textsIn('../trace/findings', ['t'])];
}

/** What functions of these names are called with, in a folder beside the panel's. */
export function textsIn(beside: string, functions: readonly string[]): readonly FoundText[] {
  return sources(path.join(folder, beside)).flatMap(source => {
    const found: FoundText[] = [];
    walk(source, node => {
      if (!ts.isCallExpression(node) || !functions.includes(calledName(node.expression))) return;
      const [first] = node.arguments;
      found.push({ place: placeOf(source, node), text: first ? literal(first) : null });
    });
    return found;
  });
}

/** `t` of `t(…)` and of `vscode.l10n.t(…)`. */
function calledName(called: ts.Expression): string {
  const name = ts.isPropertyAccessExpression(called) ? called.name : called;
  return ts.isIdentifier(name) ? name.text : '';
}

/** Words in the files of strings that are not wrapped in `t`. */
export function unwrappedWords(): readonly string[] {
  return sources(folder)
    .filter(source => /trings\.ts$/.test(source.fileName))
    .flatMap(source => {
      const found: string[] = [];
      walk(source, node => {
        if (!isText(node) || !/\p{L}{2}/u.test(node.text) || isWrapped(node) || !isShown(node)) return;
        found.push(`${placeOf(source, node)} ${node.text}`);
      });
      return found;
    });
}

/** Every text of the panel in the pseudo-locale. */
export function pseudoBundle(): Record<string, string> {
  const texts = panelTexts().flatMap(({ text }) => (text === null ? [] : [text]));
  return Object.fromEntries(texts.map(text => [text, pseudo(text)]));
}

/** Letters that look alike but are not ASCII; what is filled in later stays. */
export function pseudo(text: string): string {
  return text.replace(/\{\d+\}|\{\d+, plural,|\b(?:zero|one|two|few|many|other) \{|[A-Za-z]/g, part =>
    part.length > 1 ? part : (lookAlikes[part] ?? part),
  );
}

const likeLetters = Array.from('åƀçðéƒĝĥîĵķļɱñöþǫřšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŘŠŢÛṼŴẊÝŽ');
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter, i) => [
    letter,
    likeLetters[i] ?? letter,
  ]),
);

type Text =
  ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

function isText(node: ts.Node): node is Text {
  return (
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

/** A literal, or several that are added up. */
function literal(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const left = literal(node.left);
  const right = literal(node.right);
  return left === null || right === null ? null : left + right;
}

function isWrapped(node: ts.Node): boolean {
  for (let above: ts.Node = node; !ts.isSourceFile(above); above = above.parent) {
    if (ts.isCallExpression(above) && ts.isIdentifier(above.expression) && above.expression.text === 't')
      return true;
  }
  return false;
}

/** Not what is compared, imported, a type or a name. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent))
    return false;
  if (ts.isCaseClause(parent)) return false;
  if (ts.isPropertyAssignment(parent)) return parent.name !== node;
  if (!ts.isBinaryExpression(parent)) return true;
  const { kind } = parent.operatorToken;
  return (
    kind !== ts.SyntaxKind.EqualsEqualsEqualsToken && kind !== ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

function sources(from: string): readonly ts.SourceFile[] {
  return readdirSync(from)
    .filter(name => name.endsWith('.ts'))
    .map(name =>
      ts.createSourceFile(name, readFileSync(path.join(from, name), 'utf8'), ts.ScriptTarget.Latest, true),
    );
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, child => walk(child, visit));
}

function placeOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}
