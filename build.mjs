#!/usr/bin/env node
// Bundles the extension, its recorder, the panel, the command line and the probe into dist/, and fails when
// one grows past its budget. `--watch` rebuilds on change.
import { build, context, transform } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
const kilobyte = 1024;

/** Everything that runs in Node or in VS Code's extension host. Node 20.20 is the oldest of them. */
const node = { platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'] };

/** Names stay where a program can see them. */
const probe = {
  ...node,
  minify: false,
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [shortNamesExceptIn(/standIn\.ts$/)],
};

/** @type {{ name: string, outputs: string[], budgetKb: number, options: import('esbuild').BuildOptions }[]} */
const bundles = [
  {
    name: 'Node probe',
    outputs: ['probe-node.cjs'],
    budgetKb: 6,
    // An old Node must be able to parse it in order to find out that it has nothing to do.
    options: { ...probe, target: 'es2017', entryPoints: { 'probe-node': 'src/probe/node/main.ts' } },
  },
  {
    name: 'its body',
    outputs: ['probe-node-body.cjs'],
    // Every thread of the program loads it, so what it hears has to be worth its bytes.
    budgetKb: 45.2,
    options: { ...probe, entryPoints: { 'probe-node-body': 'src/probe/node/install.ts' } },
  },
  {
    name: 'its captures',
    outputs: ['probe-node-captures.cjs'],
    // The main thread alone loads it, when it is asked for stacks.
    budgetKb: 12,
    options: { ...probe, entryPoints: { 'probe-node-captures': 'src/probe/node/capturing.ts' } },
  },
  {
    name: 'extension',
    outputs: ['extension.cjs'],
    // VS Code loads it whole when the first command is used.
    budgetKb: 160,
    options: { ...node, entryPoints: { extension: 'src/extension/main.ts' } },
  },
  {
    name: 'command line',
    outputs: ['cli.cjs'],
    // The recorder as well: each run loads it into a thread of its own.
    budgetKb: 245,
    options: { ...node, entryPoints: { cli: 'src/cli/main.ts' } },
  },
  {
    name: 'panel',
    outputs: ['panel.js'],
    budgetKb: 450,
    options: {
      platform: 'browser',
      format: 'iife',
      target: 'chrome128',
      entryPoints: { panel: 'src/panel/main.ts' },
    },
  },
];

/**
 * Shortens the names inside of all files but some. V8 calls a class in stack traces what its source calls it, so
 * the classes that stand in for the runtime's own must keep their names, and they alone.
 * @param {RegExp} kept
 * @returns {import('esbuild').Plugin}
 */
function shortNamesExceptIn(kept) {
  return {
    name: 'short names',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        if (kept.test(file)) return undefined;
        const { code } = await transform(await readFile(file, 'utf8'), {
          loader: 'ts',
          minifyIdentifiers: true,
          sourcefile: file,
          sourcemap: process.argv.includes('--sourcemap') ? 'inline' : false,
        });
        return { contents: code, loader: 'js' };
      });
    },
  };
}

/** Refuses an npm module in a bundle that promised to have none. */
function assertNoModules(metafile, name) {
  const modules = Object.keys(metafile.inputs).filter(input => input.includes('node_modules'));
  if (modules.length > 0) throw new Error(`${name} contains npm modules: ${modules.join(', ')}`);
}

async function buildBundle(bundle) {
  const result = await build({ ...shared(bundle), metafile: true });
  if (bundle.outputs[0].startsWith('probe-')) assertNoModules(result.metafile, bundle.name);
  let bytes = 0;
  for (const output of bundle.outputs) bytes += (await stat(path.join(dist, output))).size;
  const line = `${bundle.name.padEnd(14)} ${(bytes / kilobyte).toFixed(1).padStart(7)} KB of ${bundle.budgetKb} KB`;
  console.log(line);
  if (bytes > bundle.budgetKb * kilobyte) throw new Error(`${bundle.name} is over its budget: ${line}`);
}

function shared(bundle) {
  return {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: 'none',
    sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
    outdir: dist,
    outExtension: bundle.options.platform === 'node' ? { '.js': '.cjs' } : {},
    logLevel: 'warning',
    ...bundle.options,
  };
}

/**
 * The probe for Python runs as it is written; Python puts what it compiles beside it. Each start pays for its size, but
 * for that of the files that are loaded when they are asked for.
 */
const pythonProbe = {
  from: path.join(root, 'src/probe/python'),
  to: 'probe-python',
  budgetKb: 122,
  whenAsked: { files: ['capture.py'], budgetKb: 12 },
};

async function copyPythonProbe() {
  const { from, to, budgetKb, whenAsked } = pythonProbe;
  const target = path.join(dist, to);
  await rm(target, { recursive: true, force: true });
  await cp(from, target, { recursive: true, filter: file => !file.includes('__pycache__') });
  let atStart = 0;
  let later = 0;
  for (const name of await readdir(target, { recursive: true })) {
    if (!name.endsWith('.py')) continue;
    const bytes = (await stat(path.join(target, name))).size;
    if (whenAsked.files.includes(path.basename(name))) later += bytes;
    else atStart += bytes;
  }
  checkPythonSize('Python probe', atStart, budgetKb);
  checkPythonSize('when asked', later, whenAsked.budgetKb);
}

function checkPythonSize(name, bytes, budgetKb) {
  const line = `${name.padEnd(14)} ${(bytes / kilobyte).toFixed(1).padStart(7)} KB of ${budgetKb} KB`;
  console.log(line);
  if (bytes > budgetKb * kilobyte) throw new Error(`The Python probe is over its budget: ${line}`);
}

if (process.argv.includes('--watch')) {
  await copyPythonProbe();
  for (const bundle of bundles) await (await context({ ...shared(bundle), logLevel: 'info' })).watch();
} else {
  await mkdir(dist, { recursive: true });
  for (const bundle of bundles) await buildBundle(bundle);
  await copyPythonProbe();
  const expected = new Set([pythonProbe.to, ...bundles.flatMap(bundle => bundle.outputs)]);
  for (const file of await readdir(dist)) {
    if (!expected.has(file.replace(/\.map$/, ''))) await rm(path.join(dist, file), { recursive: true });
  }
}
