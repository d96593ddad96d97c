import assert from 'node:assert/strict';
import { monotonicNow } from '../../src/engine/clock.ts';
import { Intake } from '../../src/engine/intake.ts';
import { Sampler } from '../../src/engine/sampler.ts';
import { Trace } from '../../src/trace/trace.ts';
import { hello, Teller } from '../trace/told.ts';
import { skip } from '../vscode/skip.ts';

describe('the sampler', () => {
  it('begins with the share of the CPU that the thread had in its life so far', function () {
    if (process.platform !== 'linux') skip(this, 'needs /proc, which Linux has');
    const trace = new Trace();
    const lifeNs = process.uptime() * 1e9;
    const bootNs = monotonicNow() - lifeNs;
    new Teller(trace, 0, process.pid).tell(
      hello(0, bootNs / 1e6, { pid: process.pid, osThreadId: process.pid }),
      { at: bootNs / 1e6 + 1, kind: 'codeBegins' },
    );
    const sampler = new Sampler(new Intake(trace));
    sampler.sample();
    sampler.dispose();
    const os = trace.threads[0]?.os;
    assert.ok(os, 'the thread was looked at');
    assert.ok(os.cpuNs > 0 && os.cpuNs < lifeNs * 1.1);
    const expected = os.cpuNs / (monotonicNow() - bootNs);
    assert.ok(Math.abs(os.recentShare - expected) < 0.05, `${os.recentShare} instead of about ${expected}`);
    assert.ok(os.voluntarySwitches + os.involuntarySwitches > 0);
  });
});
