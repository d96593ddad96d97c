import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A Node that the process tests run programs with. */
export interface NodeUnderTest {
  readonly version: string;
  readonly major: number;
  readonly path: string;
}

const cache = path.join(__dirname, '..', '..', '.vscode-test');
const supportedMajors = [20, 22, 24, 26];

function ask(file: string): NodeUnderTest {
  const version = execFileSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} }).trim();
  return { version, major: Number.parseInt(version, 10), path: file };
}

/** The Node that every test uses: THREAD_VIEW_TEST_NODE, or the one that runs the tests. */
export const ownNode: NodeUnderTest = ask(process.env['THREAD_VIEW_TEST_NODE'] ?? process.execPath);

/** Nodes of the other supported lines, where they are installed, and the lines that are missing. */
export const otherNodes: readonly NodeUnderTest[] = installed();
export const missingMajors: readonly number[] = supportedMajors.filter(
  major => major !== ownNode.major && !otherNodes.some(node => node.major === major),
);

function installed(): NodeUnderTest[] {
  if (process.env['THREAD_VIEW_TEST_NODE'] !== undefined || !fs.existsSync(cache)) return [];
  return fs
    .readdirSync(cache)
    .filter(name => /^node-\d+$/.test(name))
    .map(name => path.join(cache, name, 'node_modules', '.bin', 'node'))
    .filter(file => fs.existsSync(file))
    .map(ask)
    .filter(node => node.major !== ownNode.major && supportedMajors.includes(node.major))
    .sort((a, b) => a.major - b.major);
}
