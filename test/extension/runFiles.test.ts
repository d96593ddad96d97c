import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TextDocument } from 'vscode';
import { RunFiles, type TrackedRun } from '../../src/extension/runFiles.ts';
import type { RunView } from '../../src/protocol/panel.ts';
import { makeRun } from '../panel/support/traces.ts';

describe('the lines of a run’s files', () => {
  let folder: string;
  let file: string;
  const beganMs = Date.now() - 60_000;
  let listeners: ((view: RunView) => void)[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'thread-view-lines-'));
    file = path.join(folder, 'a.mjs');
    listeners = [];
    write(['a', 'b', 'c'], beganMs - 1000);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  let lines: readonly string[];

  /** @param atMs when it was written */
  function write(text: readonly string[], atMs: number): void {
    lines = text;
    writeFileSync(file, text.join('\n'));
    utimesSync(file, atMs / 1000, atMs / 1000);
  }

  /** As far as it is looked at. */
  function document(isDirty = false): TextDocument {
    const looked = {
      uri: { fsPath: file },
      isDirty,
      lineCount: lines.length,
      lineAt: (line: number) => ({ text: lines[line] }),
    };
    return looked as unknown as TextDocument;
  }

  function files(status: RunView['status']): RunFiles {
    const run: TrackedRun = {
      view: makeRun({ status, startedAtMs: beganMs }),
      onDidChangeView: listener => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
    };
    return new RunFiles(run);
  }

  it('are where they were when the file is as the program read it', () => {
    const run = files('running');
    assert.deepEqual(
      [0, 2, 3, -1, 0.5].map(line => run.lineOf(document(), line)),
      [0, 2, null, null, null],
    );
  });

  it('follow edits since the program began, and none from before', () => {
    const run = files('starting');
    lines = ['new', ...lines];
    run.edited(document(true), [{ firstLine: 0, lastLine: 0, lineEnds: 1 }]);
    for (const each of listeners) each(makeRun({ status: 'running' }));
    assert.equal(run.lineOf(document(), 3), 3);
    lines = ['newer', ...lines];
    run.edited(document(true), [{ firstLine: 0, lastLine: 0, lineEnds: 1 }]);
    assert.equal(run.lineOf(document(true), 3), 4);
    assert.equal(run.lineOf(document(true), 2), 3, 'also one that comes late');
  });

  it('are not known of a file that was written since, or that was not saved before', () => {
    write(['a', 'b', 'c'], beganMs + 1000);
    assert.equal(files('running').lineOf(document(), 1), null);
    write(['a', 'b', 'c'], beganMs - 1000);
    assert.equal(files('running').lineOf(document(true), 1), null);
    rmSync(file);
    assert.equal(files('running').lineOf(document(), 1), null);
    write(['a', 'b', 'c'], beganMs - 1000);
  });

  it('of a file that was closed and is opened again are the same where they look the same', () => {
    const run = files('running');
    assert.deepEqual([run.lineOf(document(), 0), run.lineOf(document(), 1)], [0, 1]);
    lines = ['a', 'other', 'c'];
    run.opened(document());
    assert.deepEqual(
      [0, 1, 2].map(line => run.lineOf(document(), line)),
      [0, null, null],
    );
  });
});
