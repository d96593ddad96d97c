import assert from 'node:assert/strict';
import { LiveClock } from '../../src/panel/liveClock.ts';
import { RunModel } from '../../src/panel/model.ts';
import type { FindingKind, FindingView } from '../../src/protocol/findings.ts';
import type { HostMessage } from '../../src/protocol/panel.ts';
import { makeProcess, makeRun, makeThread } from './support/traces.ts';

type Update = HostMessage & { type: 'update' };

function update(number: number, change: Partial<Update> = {}): Update {
  return {
    type: 'update',
    number,
    snapshot: false,
    nowNs: number * 10,
    processes: [],
    threads: [],
    observer: { programShare: null, recorderShare: null },
    findings: null,
    ...change,
  };
}

describe('run model', () => {
  let asked: number;
  let model: RunModel;
  beforeEach(() => {
    asked = 0;
    model = new RunModel(() => asked++);
    model.begin();
    model.setRun(makeRun({ status: 'running' }));
    model.update(update(1, { snapshot: true, processes: [makeProcess()], threads: [makeThread()] }));
  });

  it('takes a snapshot, then what changes', () => {
    assert.ok(
      model.update(update(2, { threads: [makeThread({ key: 1 }), makeThread({ name: 'renamed' })] })),
    );
    assert.deepEqual(
      [...model.threads.values()].map(thread => thread.name),
      ['renamed', 'primes'],
    );
    assert.equal(model.nowNs, 20);
    assert.equal(asked, 1);
  });

  it('keeps what was found until it is told anew, and knows what of it is muted', () => {
    const finding = (kind: FindingKind): FindingView => ({
      id: kind,
      kind,
      sinceNs: 1,
      untilNs: null,
      threads: [0],
      spans: [],
      places: [],
      facts: {},
    });
    const kinds = (findings: readonly FindingView[]) => findings.map(({ kind }) => kind);
    model.update(update(2, { findings: [finding('idle-threads'), finding('deadlock')] }));
    const version = model.findingsVersion;
    model.update(update(3));
    assert.deepEqual(kinds(model.findings), ['deadlock', 'idle-threads']);
    assert.equal(model.findingsVersion, version);
    model.setMuted(['deadlock']);
    assert.deepEqual(kinds(model.shownFindings), ['idle-threads']);
    assert.deepEqual(kinds(model.findings), ['deadlock', 'idle-threads']);
    assert.ok(model.findingsVersion > version);
    model.update(update(4, { findings: [] }));
    assert.deepEqual(model.findings, []);
    model.setRun(makeRun({ status: 'running', startedAtMs: 5 }));
    assert.ok(model.muted.has('deadlock'), 'what the user wants is not forgotten with the run');
  });

  it('says ready again, once, when a number is missing, and takes nothing until the snapshot', () => {
    assert.ok(!model.update(update(3, { threads: [makeThread({ key: 7 })] })));
    assert.ok(!model.update(update(4)));
    assert.equal(asked, 2);
    assert.ok(!model.threads.has(7));
    assert.ok(model.update(update(9, { snapshot: true, threads: [makeThread({ key: 7 })] })));
    assert.ok(model.update(update(10)));
    assert.deepEqual([...model.threads.keys()], [7]);
    assert.equal(asked, 2);
  });

  it('drops everything of another run', () => {
    assert.equal(model.setRun(makeRun({ startedAtMs: 5 })), 'other');
    assert.equal(model.threads.size, 0);
    assert.equal(model.nowNs, 0);
  });

  it('tells when the run ends', () => {
    assert.ok(model.isLive);
    assert.equal(model.setRun(makeRun({ status: 'running' })), 'same');
    assert.equal(model.setRun(makeRun({ status: 'ended' })), 'ended');
    assert.ok(!model.isLive);
  });

  it('has a new version only when there is something new to ask for', () => {
    const before = model.version;
    model.update(update(2));
    assert.equal(model.version, before);
    model.update(update(3, { threads: [makeThread()] }));
    assert.equal(model.version, before + 1);
  });
});

describe('live clock', () => {
  const live = { live: true, steady: false, anew: false };

  it('runs on between updates, but not further than 150 ms', () => {
    const clock = new LiveClock();
    clock.told(1e9, 0, live);
    assert.equal(clock.read(50), 1.05e9);
    assert.ok(clock.isMoving(50));
    assert.equal(clock.read(5000), 1.15e9);
    assert.ok(!clock.isMoving(5000));
  });

  it('never runs back when an update says less than was guessed', () => {
    const clock = new LiveClock();
    clock.told(1e9, 0, live);
    assert.equal(clock.read(100), 1.1e9);
    clock.told(1.02e9, 101, live);
    assert.equal(clock.read(101), 1.1e9);
    assert.equal(clock.read(201), 1.12e9);
  });

  it('stands at the exact end of an ended run, and still for those who want no motion', () => {
    const clock = new LiveClock();
    clock.told(1e9, 0, live);
    clock.read(100);
    clock.told(1.05e9, 110, { ...live, live: false });
    assert.equal(clock.read(500), 1.05e9);
    clock.told(2e9, 600, { ...live, steady: true });
    assert.equal(clock.read(700), 2e9);
    assert.ok(!clock.isMoving(700));
  });
});
