/**
 * How the panel and its store bear long runs: `npm run bench:panel [-- --store --host --view --live]`. Prints tables
 * for 10⁴ to 10⁷ events, so that growth can be seen.
 */

import { parseArgs } from 'node:util';
import { buildHelpers } from '../helpers.ts';
import { delayTable, measureHostDelay } from './hostDelay.ts';
import { measureStore, storeTable } from './store.ts';
import { liveTable, measureLive, measureView, viewTable } from './view.ts';

const sizes = [1e4, 1e5, 1e6, 1e7];
const laneCounts = [60, 1000];
const viewLanes = 1000;
const rushPerSecond = 1e6;
const liveLanes = [8, 60];
const liveJobsPerSecond = 15_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      store: { type: 'boolean' },
      host: { type: 'boolean' },
      view: { type: 'boolean' },
      live: { type: 'boolean' },
    },
  });
  const isAll = !Object.values(values).includes(true);
  await buildHelpers();
  if (isAll || values.store === true) {
    const figures = [];
    for (const lanes of laneCounts) figures.push(...(await measureStore({ lanes, sizes })));
    console.log(`The store, and windows of 60 lanes and 1500 pixels\n\n${storeTable(figures)}\n`);
  }
  if (isAll || values.host === true) {
    const figures = [];
    for (const lanes of laneCounts) figures.push(await measureHostDelay(lanes, rushPerSecond));
    console.log(`The event loop of the extension host while events come\n\n${delayTable(figures)}\n`);
  }
  if (isAll || values.view === true) {
    const figures = await measureView(sizes.map(records => ({ lanes: viewLanes, records })));
    console.log(`The panel, panning and zooming through ${viewLanes} lanes\n\n${viewTable(figures)}\n`);
  }
  if (isAll || values.live === true) {
    const figures = [];
    for (const lanes of liveLanes) figures.push(await measureLive(lanes, liveJobsPerSecond));
    console.log(`The panel, following a run that lives\n\n${liveTable(figures)}\n`);
  }
}

void main();
