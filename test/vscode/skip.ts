/** What a skipped test or suite carries, so that the reporter can say why. */
export interface SkipReason {
  skipReason?: string;
}

/**
 * The only way to skip: `before(function () { if (…) skip(this, 'needs …'); })`. A test that is skipped
 * without a reason counts as failed.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const { test, currentTest } = context as { test?: Mocha.Runnable; currentTest?: Mocha.Runnable };
  // In a `before` hook it is the tests of its suite that get skipped, one and all.
  const target: object | undefined = test?.title.startsWith('"before all" hook')
    ? test.parent
    : (currentTest ?? test);
  if (target) (target as SkipReason).skipReason = reason;
  return context.skip();
}
