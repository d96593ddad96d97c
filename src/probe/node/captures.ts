import { isMainThread } from 'worker_threads';
import { mentionsInspector, quietInspector } from '../../protocol/nodeOptions.ts';
import type { Endpoint } from '../../protocol/wire.ts';
import { loadBeside } from './body.ts';

/** What the file that does the work exports. */
type Capturing = typeof import('./capturing.ts');

const sigusr1 = 10;

/**
 * Knows when this process may have been asked for stacks, and loads what gives them then. SIGUSR1 has Node start its
 * inspector, also while JavaScript spins or sits in `Atomics.wait`, and then emit an event. Node is told beforehand
 * that the inspector's port is 0; what it is afterwards is the sign, for 50 ns a look. Beside the probe's entry, for it is
 * made of what every Node can parse.
 */
export class Captures {
  /** What the engine may send; 0: nothing, for what this process would do then is not ours. */
  signal = 0;
  private isArmed = false;
  private loaded: ReturnType<Capturing['capturing']> | null = null;

  private endpoint: Endpoint | null = null;

  /** This is a thread of that run. */
  begin(endpoint: Endpoint): void {
    this.endpoint = endpoint;
    const options = process.env['NODE_OPTIONS'] ?? '';
    if (!isMainThread || !options.includes(quietInspector)) return;
    if (mentionsInspector(options + process.execArgv.join())) {
      this.capturing.announce();
    } else if (process.platform === 'linux' && !('permission' in process)) {
      this.signal = sigusr1;
      this.rearm();
    }
  }

  /** Looked up by the runtime, `emit` is to be {@link emit} this time. */
  get isDue(): boolean {
    return this.isArmed && process.debugPort !== 0;
  }

  get emit(): (event: unknown, ...args: unknown[]) => boolean {
    // What it does itself may emit, too.
    this.isArmed = false;
    return this.capturing.emit;
  }

  /** The program begins to listen to some signal. */
  programListens(): void {
    if (this.signal !== 0) this.capturing.watchSignal();
  }

  private get capturing(): ReturnType<Capturing['capturing']> {
    return (this.loaded ??= (loadBeside('captures') as Capturing).capturing(this.endpoint as Endpoint, () =>
      this.rearm(),
    ));
  }

  private rearm(): void {
    process.debugPort = 0;
    this.isArmed = true;
  }
}
