import assert from 'node:assert/strict';
import fc from 'fast-check';
import { niceStepNs, tickLabel, ticks } from '../../src/panel/ticks.ts';
import { TimeScale } from '../../src/panel/timeScale.ts';

/** The ruler as text: its labels, as far as they are in view. */
function ruler(fromNs: number, toNs: number, widthPx = 800): string {
  const { major } = ticks(new TimeScale({ fromNs, toNs }, widthPx));
  return major
    .filter(tick => tick.px >= 0)
    .map(tick => tick.label.replaceAll('\u202f', ' '))
    .join(' | ');
}

describe('ruler', () => {
  it('speaks in the unit that fits, from nanoseconds to hours', () => {
    const second = 1e9;
    assert.equal(ruler(0, 900), '0 ns | 200 ns | 400 ns | 600 ns | 800 ns');
    assert.equal(ruler(0, 260e6), '0 ms | 50 ms | 100 ms | 150 ms | 200 ms | 250 ms');
    assert.equal(
      ruler(0, 4 * second),
      '0 ms | 500 ms | 1 000 ms | 1 500 ms | 2 000 ms | 2 500 ms | 3 000 ms | 3 500 ms | 4 000 ms',
    );
    assert.equal(ruler(0, 40 * second), '0 s | 5 s | 10 s | 15 s | 20 s | 25 s | 30 s | 35 s | 40 s');
    assert.equal(ruler(0, 300 * second), '0:00 | 1:00 | 2:00 | 3:00 | 4:00 | 5:00');
    assert.equal(
      ruler(3600 * second, 5 * 3600 * second),
      '1:00:00 | 1:30:00 | 2:00:00 | 2:30:00 | 3:00:00 | 3:30:00 | 4:00:00 | 4:30:00 | 5:00:00',
    );
  });

  it('says enough digits far into a run', () => {
    assert.equal(
      ruler(12.3456e9, 12.345605e9),
      '12.345 600 s | 12.345 601 s | 12.345 602 s | 12.345 603 s | 12.345 604 s | 12.345 605 s',
    );
  });

  it('has room for its labels, tells them apart and never stands before the beginning', () => {
    const lengths = fc.double({ min: Math.log(300), max: Math.log(86_400e9), noNaN: true }).map(Math.exp);
    fc.assert(
      fc.property(
        lengths,
        fc.double({ min: -0.5, max: 20, noNaN: true }),
        fc.integer({ min: 200, max: 3000 }),
        (length, start, width) => {
          const { major, stepNs } = ticks(
            new TimeScale({ fromNs: start * length, toNs: (start + 1) * length }, width),
          );
          assert.equal(
            new Set(major.map(tick => tick.label)).size,
            major.length,
            major.map(tick => tick.label).join(),
          );
          assert.ok(major.length <= width / 92 + 3);
          major.forEach((tick, i) => {
            assert.ok(tick.ns >= 0);
            const before = major[i - 1];
            if (before) assert.ok(Math.abs(tick.ns - before.ns - stepNs) < stepNs * 1e-6);
          });
        },
      ),
    );
  });

  it('steps as people count', () => {
    assert.deepEqual([3, 70, 0.3e9, 0.7e9, 3e9, 12e9, 40e9, 400e9, 4000e9, 30 * 3600e9].map(niceStepNs), [
      5,
      100,
      0.5e9,
      1e9,
      5e9,
      15e9,
      60e9,
      600e9,
      7200e9,
      2 * 86_400e9,
    ]);
    assert.equal(tickLabel(62.5e9, 0.5e9, 200e9), '1:02.5');
  });
});
