export function resolve(specifier, context, next) {
  return next(specifier === 'pnp-says-path' ? 'node:path' : specifier, context);
}
