/**
 * How the panel and its store bear long runs: `npm run bench:panel`. Prints tables for 10⁴ to 10⁷ events, so that
 * growth can be seen.
 */

import { buildHelpers } from '../helpers.ts';
import { measureStore, storeTable } from './store.ts';

const sizes = [1e4, 1e5, 1e6, 1e7];
const laneCounts = [60, 1000];

async function main(): Promise<void> {
  await buildHelpers();
  const figures = [];
  for (const lanes of laneCounts) figures.push(...(await measureStore({ lanes, sizes })));
  console.log(storeTable(figures));
}

void main();
