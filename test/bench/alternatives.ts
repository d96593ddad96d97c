import { readdirSync } from 'node:fs';
import { helperEnded, nextWord, startHelper } from './helpers.ts';
import type { AttachedTo, InspectorUrl } from './inspectorMessages.ts';
import { timedRun } from './timedRun.ts';
import { bare, inOwnFolder, runWith } from './ways.ts';
import type { Way, WayRequest, WayRun } from './ways.ts';

/** Bare against bare: what the machine's own noise looks like in the same table. */
export const nothing: Way = { name: '(nothing)', run: request => bare.run(request) };

/** What else a user could do to find out what the threads of a program are at. */
export const alternatives: readonly Way[] = [
  nothing,
  {
    name: '--cpu-prof',
    run: request =>
      inOwnFolder(async cwd => {
        const run = await runWith(request, ['--cpu-prof'], cwd);
        mustHaveWritten(cwd, '.cpuprofile');
        return run;
      }),
  },
  {
    name: 'trace node,v8',
    run: request =>
      inOwnFolder(async cwd => {
        const run = await runWith(request, ['--trace-event-categories', 'node,v8'], cwd);
        mustHaveWritten(cwd, '.log');
        return run;
      }),
  },
  { name: '--inspect, attached', run: request => inOwnFolder(cwd => runInspected(request, cwd)) },
];

/** The client is there before the program is, and attaches to it while it boots, as an editor would. */
async function runInspected(request: WayRequest, cwd: string): Promise<WayRun> {
  const client = startHelper('inspectorClient');
  try {
    await nextWord(client);
    const urls: string[] = [];
    const answer = nextWord<AttachedTo>(client);
    // It is awaited below; a program that fails first is the better reason.
    answer.catch(() => undefined);
    const run = await timedRun({
      node: request.node,
      args: ['--inspect=127.0.0.1:0', ...request.args],
      env: {},
      cwd,
      onStderr: stderr => {
        const url = /Debugger listening on (ws:\S+)/.exec(stderr)?.[1];
        if (url === undefined || urls.length > 0) return;
        urls.push(url);
        client.send({ url } satisfies InspectorUrl);
      },
    });
    if (urls.length === 0) throw new Error('the program did not say where its inspector listens');
    const { threads } = await answer;
    await helperEnded(client);
    return { ...run, told: null, attached: threads };
  } finally {
    if (client.connected) client.disconnect();
  }
}

function mustHaveWritten(folder: string, extension: string): void {
  if (!readdirSync(folder).some(name => name.endsWith(extension)))
    throw new Error(`nothing that ends in ${extension} was written: this way of watching did not work`);
}
