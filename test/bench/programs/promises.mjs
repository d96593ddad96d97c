// One thread and no messages: nothing but promises, in chains of `await` and in heaps.
const rounds = 2500;
const width = 500;

/** @param {number} value @param {number} depth @returns {Promise<number>} */
async function descend(value, depth) {
  if (depth === 0) return value;
  return (await descend(value + 1, depth - 1)) % 65_521;
}

const begun = performance.now();
let sum = 0;
for (let round = 0; round < rounds; round++) {
  const values = await Promise.all(Array.from({ length: width }, (_, index) => descend(index, 4)));
  sum += values.reduce((total, value) => total + value, 0);
}
console.log((performance.now() - begun).toFixed(3));
const expected = rounds * ((width * (width - 1)) / 2 + 4 * width);
if (sum !== expected) throw new Error(`the sum is ${sum} and not ${expected}`);
