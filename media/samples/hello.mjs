// One thread that says hello, and who it is.
//
// Look for: two lanes. `main` makes the thread `hello` (the arrow between them) and then has nothing to
// do. `hello` first boots its own runtime ("starting"), which takes longer than all it has to say.
import { Worker, isMainThread, threadId, workerData } from 'node:worker_threads';

function sayHello({ name, greeting }) {
  console.log(`${greeting} from thread ${threadId}, named ${name}`);
}

if (isMainThread) {
  // A thread is given its code, a name, and data to work on. It starts by itself, at once.
  new Worker(new URL(import.meta.url), {
    name: 'hello',
    workerData: { name: 'hello', greeting: 'Hello World' },
  });
} else {
  sayHello(workerData);
}
