import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { builtinModules } from 'node:module';
import * as path from 'node:path';
import * as ts from 'typescript';

/** The import table of the architecture, as an allow list. `node:` stands for Node's built-in modules. */
const table: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  trace: ['protocol'],
  'probe/node': ['protocol', 'node:'],
  engine: ['protocol', 'trace', 'node:'],
  panel: ['protocol', 'trace'],
  extension: ['protocol', 'trace', 'engine', 'vscode'],
  cli: ['protocol', 'trace', 'engine'],
};

/** The parts of trace that keep no state, which the panel may use; all of them import pure files only. */
const pureTraceFiles: ReadonlySet<string> = new Set([
  'trace/filter.ts',
  'trace/findings/findingWords.ts',
  'trace/icuText.ts',
  'trace/rowOrder.ts',
  'trace/stackFrames.ts',
  'trace/stackTree.ts',
  'trace/summary.ts',
]);

const toolkit = '@vscode/webview-ui-toolkit';

/** Packages, and the folder in which one file may import each. */
const packages: Readonly<Record<string, string>> = {
  [toolkit]: 'panel',
  shlex: 'extension',
  '@jridgewell/trace-mapping': 'engine',
};

/** Names of bundles; where these lie is known to one file. */
const bundleNames = [
  'probe-node.cjs',
  'probe-node-body.cjs',
  'probe-node-captures.cjs',
  'panel.js',
  'cli.cjs',
  'extension.cjs',
];
const bundleKeeper = 'engine/bundlePaths.ts';

/** Source texts by their path below `src`, with forward slashes. */
type Sources = ReadonlyMap<string, string>;

/** Everything that is wrong with the imports of these sources, a sentence each. */
function violations(sources: Sources): string[] {
  const found: string[] = [];
  const importers = new Map(Object.keys(packages).map(name => [name, new Set<string>()]));
  for (const [file, text] of sources) {
    const folder = folderOf(file);
    if (folder === undefined) {
      found.push(`${file} lies in no folder of the table`);
      continue;
    }
    for (const specifier of importsOf(file, text)) {
      const name = Object.keys(packages).find(each => specifier === each || specifier.startsWith(`${each}/`));
      if (name !== undefined) {
        importers.get(name)?.add(file);
        if (folder !== packages[name]) found.push(`${file} imports ${name}`);
        continue;
      }
      const problem = problemOf(file, folder, specifier);
      if (problem !== null) found.push(`${file} ${problem}`);
    }
    if (file !== bundleKeeper) {
      for (const name of bundleNames) {
        if (new RegExp(`['"\`/]${name.replaceAll('.', '\\.')}['"\`]`).test(text))
          found.push(`${file} knows where ${name} lies`);
      }
    }
  }
  for (const [name, files] of importers)
    if (files.size > 1) found.push(`${[...files].join(' and ')} import ${name}`);
  return found;
}

function problemOf(file: string, folder: string, specifier: string): string | null {
  const allowed = table[folder] as readonly string[];
  if (specifier === unreadable) return 'imports something whose name only shows when it runs';
  // The probe names built-in modules without "node:", which the Nodes that it leaves alone do not know.
  const isBuiltin = specifier.startsWith('node:') || builtinModules.includes(specifier);
  if (specifier === 'vscode' || isBuiltin) {
    const name = isBuiltin ? 'node:' : 'vscode';
    return allowed.includes(name) ? null : `imports ${specifier}`;
  }
  if (!specifier.startsWith('.')) return `imports the package ${specifier}`;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  const targetFolder = folderOf(target);
  if (targetFolder === undefined) return `imports ${specifier}, which is outside of the table`;
  if (targetFolder !== folder && !allowed.includes(targetFolder)) return `imports ${target}`;
  const mustBePure = folder === 'panel' || pureTraceFiles.has(file);
  if (mustBePure && targetFolder === 'trace' && !pureTraceFiles.has(target)) {
    return `imports ${target}, which is not among the pure parts of trace`;
  }
  return null;
}

function folderOf(file: string): string | undefined {
  return Object.keys(table).find(folder => file.startsWith(`${folder}/`));
}

const unreadable = '(computed)';

/** Module names in every form that TypeScript and Node have for them, type-only ones included. */
function importsOf(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const names = [
    ...source.referencedFiles.map(reference => `./${reference.fileName}`),
    ...source.typeReferenceDirectives.map(reference => reference.fileName),
  ].map(name => (name === 'node' ? 'node:*' : name));
  const add = (node: ts.Node | undefined) => {
    names.push(node !== undefined && ts.isStringLiteralLike(node) ? node.text : unreadable);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) add(node.name);
    else if (ts.isCallExpression(node) && loadsModule(node.expression)) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function loadsModule(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  const name = callee.getText().replace(/\s|\?/g, '');
  return /^(require|module\.require|require\.resolve|process\.getBuiltinModule|process\.mainModule\.require)$/.test(
    name,
  );
}

function readSources(folder: string): Sources {
  const sources = new Map<string, string>();
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.[cm]?[jt]sx?$/.test(name)) continue;
    sources.set(name.split(path.sep).join('/'), fs.readFileSync(path.join(folder, name), 'utf8'));
  }
  return sources;
}

describe('the import table', () => {
  const sources = readSources(path.join(__dirname, '..', 'src'));

  it('holds for every file of src', () => {
    assert.deepEqual(violations(sources), []);
  });

  it('is about folders that are there', () => {
    for (const folder of Object.keys(table)) {
      assert.ok(
        [...sources.keys()].some(file => file.startsWith(`${folder}/`)),
        `src/${folder} has no source file`,
      );
    }
    for (const file of [...pureTraceFiles, bundleKeeper])
      assert.ok(sources.has(file), `src/${file} is not there`);
  });

  it('finds the one file that imports the toolkit', () => {
    const importers = [...sources].filter(([file, text]) =>
      importsOf(file, text).some(name => name.startsWith(toolkit)),
    );
    assert.equal(importers.length, 1);
  });
});

describe('the checker of the import table', () => {
  const cases: readonly (readonly [title: string, file: string, text: string, expected: string | null])[] = [
    ['an import inside a folder', 'trace/a.ts', `import { b } from './b.ts';`, null],
    ['an import that the table allows', 'engine/a.ts', `import { b } from '../protocol/b.ts';`, null],
    ['a built-in module where it is allowed', 'probe/node/a.ts', `import * as fs from 'node:fs';`, null],
    [
      'a word in a comment or a string',
      'trace/a.ts',
      `// import 'vscode'\nexport const a = "import 'node:fs'";`,
      null,
    ],
    ['an import that the table forbids', 'trace/a.ts', `import { b } from '../engine/b.ts';`, 'engine/b.ts'],
    ['a type-only import', 'protocol/a.ts', `import type { B } from '../trace/b.ts';`, 'trace/b.ts'],
    [
      'an import of a type in a type',
      'protocol/a.ts',
      `export type A = import('../trace/b.ts').B;`,
      'trace/b.ts',
    ],
    ['a re-export', 'trace/a.ts', `export * from '../panel/b.ts';`, 'panel/b.ts'],
    ['a dynamic import', 'panel/a.ts', `void import('../engine/b.ts');`, 'engine/b.ts'],
    ['a computed import', 'engine/a.ts', `void import(name);`, 'only shows when it runs'],
    ['require', 'cli/a.ts', `const b = require('../extension/b.ts');`, 'extension/b.ts'],
    ['import = require', 'trace/a.ts', `import fs = require('node:fs');`, 'node:fs'],
    ['getBuiltinModule', 'panel/a.ts', `process.getBuiltinModule?.('node:fs');`, 'node:fs'],
    ['a built-in module where it is not allowed', 'cli/a.ts', `import 'node:fs';`, 'node:fs'],
    ['a built-in module without its prefix', 'probe/node/a.ts', `import * as fs from 'fs';`, null],
    [
      'a built-in module without its prefix, elsewhere',
      'trace/a.ts',
      `import * as fs from 'fs';`,
      'imports fs',
    ],
    ['a package', 'engine/a.ts', `import { x } from 'left-pad';`, 'left-pad'],
    ['vscode outside of the extension', 'engine/a.ts', `import type { Uri } from 'vscode';`, 'vscode'],
    ['vscode inside of the extension', 'extension/a.ts', `import * as vscode from 'vscode';`, null],
    ['an augmented vscode', 'cli/a.ts', `declare module 'vscode' {}\nexport {};`, 'vscode'],
    ['a reference to types', 'protocol/a.ts', `/// <reference types="node" />`, 'node:*'],
    ['a reference to a file', 'trace/a.ts', `/// <reference path="../engine/b.ts" />`, 'engine/b.ts'],
    ['a way out of src', 'cli/a.ts', `import '../../package.json';`, 'outside of the table'],
    ['an unknown folder', 'helpers/a.ts', ``, 'no folder of the table'],
    ['the two probes sharing code', 'probe/node/a.ts', `import '../python/b.ts';`, 'outside of the table'],
    [
      'a part of trace with state, in the panel',
      'panel/a.ts',
      `import '../trace/trace.ts';`,
      'not among the pure',
    ],
    ['a pure part of trace, in the panel', 'panel/a.ts', `import '../trace/summary.ts';`, null],
    ['a pure part of trace that is not', 'trace/summary.ts', `import './trace.ts';`, 'not among the pure'],
    ['the toolkit in the panel', 'panel/a.ts', `import '${toolkit}';`, null],
    ['the toolkit elsewhere', 'extension/a.ts', `import '${toolkit}/dist/toolkit';`, toolkit],
    ['a bundle named elsewhere', 'extension/a.ts', `export const a = 'dist/panel.js';`, 'panel.js'],
  ];
  for (const [title, file, text, expected] of cases) {
    it(`${expected === null ? 'accepts' : 'refuses'} ${title}`, () => {
      const found = violations(new Map([[file, text]]));
      if (expected === null) assert.deepEqual(found, []);
      else
        assert.ok(found.length === 1 && found[0]?.includes(expected) === true, `found: ${found.join('; ')}`);
    });
  }

  it('refuses a second file that imports the toolkit', () => {
    const sources = new Map(['panel/a.ts', 'panel/b.ts'].map(file => [file, `import '${toolkit}';`]));
    assert.deepEqual(violations(sources), [`panel/a.ts and panel/b.ts import ${toolkit}`]);
  });
});
