import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { skip } from '../vscode/skip.ts';
import { currentRun, open, setSetting, tidyUp, until, writeProgram } from './support.ts';

const program = `import threading
import time

def work():
    total = 0
    total += 1
    print('total', total)

def sleep():
    time.sleep(4)

sleeper = threading.Thread(target=sleep, name='sleeper')
sleeper.start()
helper = threading.Thread(target=work, name='helper')
helper.start()
helper.join()
sleeper.join()
`;

describe('debugging Python', () => {
  before(function () {
    // Debian's, in a debugger extension of the tests: see run-host.mjs.
    if (vscode.extensions.getExtension('thread-view-tests.python-debugger-of-the-tests') === undefined)
      skip(this, 'needs the Debian package python3-debugpy');
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    await setSetting('python.path', undefined);
    await tidyUp();
  });

  it('shows the thread at the breakpoint, and leaves those that wait in their wait', async function () {
    this.timeout(120_000);
    const stops: { session: vscode.DebugSession; threadId: number }[] = [];
    let output = '';
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory('debugpy', {
      createDebugAdapterTracker: session => ({
        onDidSendMessage(message: {
          event?: string;
          body?: { threadId?: number; category?: string; output?: string };
        }) {
          const { event, body } = message;
          if (event === 'stopped') stops.push({ session, threadId: body?.threadId ?? -1 });
          if (event === 'output' && body?.category === 'stdout') output += body.output ?? '';
        },
      }),
    });
    try {
      const file = writeProgram('stops.py', program);
      const place = new vscode.Location(vscode.Uri.file(file), new vscode.Position(5, 0));
      vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
      await setSetting('python.path', '/usr/bin/python3');
      await open(file);
      await vscode.commands.executeCommand('thread-view.debugCurrentFile');
      await until('the breakpoint is hit', () => stops.length === 1, 60_000);
      const run = await currentRun();
      const named = (name: string) => run.threads.find(each => each.name === name);
      await until('the helper is blocked', () => named('helper')?.cause === 'breakpoint, stops.py:6', 40_000);
      assert.equal(named('helper')?.state, 'blocked');
      assert.match(named('sleeper')?.cause ?? '', /^time\.sleep/);
      assert.match(named('main')?.cause ?? '', /^join on helper/);
      const [stop] = stops;
      assert.ok(stop);
      await stop.session.customRequest('continue', { threadId: stop.threadId });
      await run.over;
      assert.equal(run.view.status, 'ended');
      assert.equal(named('helper')?.outcome, 'finished');
      assert.equal(output, '');
    } finally {
      tracker.dispose();
    }
  });
});
