/**
 * How the panel and its store bear long runs: `npm run bench:panel`. Prints tables for 10⁴ to 10⁷ events, so that
 * growth can be seen.
 */

import { parseArgs } from 'node:util';
import { buildHelpers } from '../helpers.ts';
import { measureStore, storeTable } from './store.ts';
import { measureView, viewTable } from './view.ts';

const sizes = [1e4, 1e5, 1e6, 1e7];
const laneCounts = [60, 1000];
const viewLanes = 1000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { store: { type: 'boolean' }, view: { type: 'boolean' } } });
  const isAll = values.store !== true && values.view !== true;
  if (isAll || values.store === true) {
    await buildHelpers();
    const figures = [];
    for (const lanes of laneCounts) figures.push(...(await measureStore({ lanes, sizes })));
    console.log(`The store, and windows of 60 lanes and 1500 pixels\n\n${storeTable(figures)}\n`);
  }
  if (isAll || values.view === true) {
    const figures = await measureView(sizes.map(records => ({ lanes: viewLanes, records })));
    console.log(`The panel, panning and zooming\n\n${viewTable(figures)}\n`);
  }
}

void main();
