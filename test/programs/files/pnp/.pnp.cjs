// As Yarn's Plug'n'Play does it: a preload that takes module resolution over.
const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolve.call(this, request === 'pnp-says-path' ? 'node:path' : request, ...rest);
};
process.versions.pnp = '3';
