import type { ThreadHistory, VitalsView } from '../protocol/panel.ts';
import { h } from './dom.ts';
import { bytes, duration, grouped, percent } from './format.ts';
import { factList } from './section.ts';
import type { Fact, Section } from './section.ts';
import { sparkline } from './sparkline.ts';
import * as strings from './strings.ts';

const text = strings.vitals;

/** How the thread is: its heap, its event loop, and how both CPU and heap went over its life. */
export const vitalsSection: Section = ({ thread, history }) => {
  if (!thread) return null;
  const told = thread.vitals ? vitalsTexts(thread.vitals) : [];
  const curves = history?.thread === thread.key ? curvesOf(history) : [];
  if (told.length === 0 && curves.length === 0) return null;
  return {
    signature: JSON.stringify([told, curves.map(curve => curve.label + curve.path)]),
    make: () => [
      h('h3', {}, text.title),
      factList([
        ...told.map(([label, value, share]): Fact => [label, share === null ? value : metered(value, share)]),
        ...curves.map(({ name, element, caption }): Fact => [
          name,
          h('div', { class: 'curve' }, element(), h('span', { 'aria-hidden': 'true' }, caption)),
        ]),
      ]),
    ],
  };
};

/** Label, value and, of what has a limit, the part of it. */
type VitalText = readonly [label: string, value: string, share: number | null];

function vitalsTexts(vitals: VitalsView): readonly VitalText[] {
  const { heapUsedBytes, heapLimitBytes, loopTurns, meanDelayNs, longestDelayNs, observerNs } = vitals;
  const texts: VitalText[] = [];
  if (heapUsedBytes !== null) {
    const share = heapLimitBytes === null ? null : heapUsedBytes / heapLimitBytes;
    texts.push([text.heap, text.heapText(heapUsedBytes, heapLimitBytes), share]);
  }
  if (meanDelayNs !== null || longestDelayNs > 0) {
    const mean = meanDelayNs === null ? [] : [text.mean(duration(meanDelayNs))];
    texts.push([text.delay, [...mean, text.longest(duration(longestDelayNs))].join(', '), null]);
  }
  if (loopTurns !== null) texts.push([text.turns, grouped(loopTurns), null]);
  if (observerNs !== null) texts.push([text.observer, duration(observerNs), null]);
  return texts;
}

function metered(value: string, share: number): HTMLElement {
  const filled = h('div', { class: share > 0.9 ? 'meter-filled nearly-full' : 'meter-filled' });
  filled.style.width = `${Math.min(1, share) * 100}%`;
  return h('div', {}, value, h('div', { class: 'meter', 'aria-hidden': 'true' }, filled));
}

function curvesOf({ cpuShare, heapUsedBytes }: ThreadHistory) {
  return [
    sparkline({ name: text.cpu, label: text.cpuCurve, values: cpuShare, atLeast: 1, format: percent }),
    sparkline({
      name: text.heapCurveShort,
      label: text.heapCurve,
      values: heapUsedBytes,
      atLeast: 1,
      format: bytes,
    }),
  ].filter(curve => curve !== null);
}
