import assert from 'node:assert/strict';
import { bytes, finePercent, percent } from '../../src/panel/format.ts';
import { sparkline, stepsPath, summaryOf } from '../../src/panel/sparkline.ts';

describe('a sparkline', () => {
  it('holds each value for its step and leaves gaps where nothing is known', () => {
    const path = stepsPath([0, 1, Number.NaN, 0.5], 1, 40, 22);
    assert.equal(path, 'M0,21L10,21L10,1L20,1M30,11L40,11');
  });

  it('says in words what it shows, without the gaps', () => {
    const values = new Float32Array([Number.NaN, 0.25, 0.75]);
    assert.deepEqual(summaryOf(values), { least: 0.25, mean: 0.5, most: 0.75 });
    const curve = sparkline({ name: 'CPU', label: 'CPU share', values, atLeast: 1, format: percent });
    assert.equal(curve?.label, 'CPU share: least 25 %, mean 50 %, most 75 %');
    assert.equal(curve.caption, '25 % … 75 %, mean 50 %');
  });

  it('is none when nothing is known', () => {
    const values = new Float64Array([Number.NaN, Number.NaN]);
    assert.equal(sparkline({ name: '', label: '', values, atLeast: 1, format: bytes }), null);
    assert.equal(summaryOf([]), null);
  });
});

describe('sizes and small shares', () => {
  it('are written with three digits and a unit', () => {
    assert.deepEqual([0, 1, 999, 1000, 1536, 48_200, 64 * 2 ** 20, 3 * 2 ** 40].map(bytes), [
      '0 bytes',
      '1 byte',
      '999 bytes',
      '0.98 KB',
      '1.5 KB',
      '47.1 KB',
      '64 MB',
      '3 TB',
    ]);
  });

  it('keep a digit after the point', () => {
    assert.deepEqual([0, 0.0001, 0.004, 0.0125, 0.42].map(finePercent), [
      '0 %',
      '< 0.1 %',
      '0.4 %',
      '1.3 %',
      '42 %',
    ]);
  });
});
