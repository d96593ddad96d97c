import { Recorder } from '../../src/engine/recorder.ts';
import type { RootEnd } from '../../src/engine/recording.ts';
import type { FromRecorder, Told, ToRecorder } from './recorderMessages.ts';

/**
 * A recorder in a process of its own, as `thread-view run` is one, for one run: reading, sampling, summing up.
 * Only the program is not its child, for a recorder that is busy reading sees the end of its child late.
 */
async function record(): Promise<void> {
  const recorder = await Recorder.open();
  let startedCpu = process.cpuUsage();
  const say = (message: FromRecorder): void => void process.send?.(message);
  process.on('message', (message: ToRecorder) => {
    switch (message.type) {
      case 'started':
        startedCpu = process.cpuUsage();
        recorder.rootStarted(message.pid);
        break;
      case 'ended':
        void sumUp(recorder, message.end, process.cpuUsage(startedCpu)).then(async told => {
          await recorder.dispose();
          say({ type: 'told', told });
          process.disconnect();
        });
    }
  });
  // A terminal's Ctrl+C reaches us too; the benchmark's end, which follows, leaves time to remove the folder.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => void recorder.dispose().then(() => process.exit()));
  say({ type: 'opened', endpoint: recorder.endpoint });
}

async function sumUp(recorder: Recorder, end: RootEnd, cpu: NodeJS.CpuUsage): Promise<Told> {
  const endedMs = performance.now();
  await recorder.rootEnded(end);
  const backlogMs = performance.now() - endedMs;
  const summary = await recorder.summary([]);
  const threads = summary.processes.flatMap(process => process.threads);
  return {
    lostEvents: summary.lostEvents,
    processes: summary.processes.length,
    threads: threads.length,
    sent: threads.reduce((sum, { messages }) => sum + messages.sent, 0),
    received: threads.reduce((sum, { messages }) => sum + messages.received, 0),
    notices: summary.notices,
    cpuMs: (cpu.user + cpu.system) / 1e3,
    backlogMs,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

void record();
