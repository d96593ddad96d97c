/** Differences that are understood and accepted, each with its reason. */
export interface KnownDifference {
  readonly suite: string;
  readonly test: RegExp;
  readonly reason: string;
}

/** Each is a line of "What a program can see" in ARCHITECTURE.md, met by a test. */
const differences: readonly KnownDifference[] = [
  {
    suite: 'node',
    test: /test-worker-track-unmanaged-fds/,
    reason: 'prints numbers of file descriptors, of which the probe has one per thread',
  },
  {
    suite: 'node',
    test: /test-worker-init-failure/,
    reason: 'expects which step fails first when file descriptors run out, and loading the probe takes some',
  },
  {
    suite: 'node',
    test: /test-unhandled-exception-valid-ids/,
    reason: "its async_hooks see the probe's Immediate, made before they were enabled",
  },
  {
    suite: 'python',
    test: /^test_thread$/,
    reason: 'its hook for errors that nobody can raise gets a stand-in for the function of a raw thread',
  },
];

export function knownDifference(suite: string, test: string): KnownDifference | undefined {
  return differences.find(each => each.suite === suite && each.test.test(test));
}
