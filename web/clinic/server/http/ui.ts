import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';

/**
 * Serves the built clinic UI: files as they are, and its page for every address that a browser opens.
 * Files under /assets have their digest in their name, so browsers may keep them; the page itself is asked for again.
 * Where the build has compressed a file, that is sent.
 */
export function uiRouter(folder: string): Router {
  const router = Router();
  const assets = join(folder, 'assets');
  router.use(
    '/assets',
    precompressed(assets),
    express.static(assets, { immutable: true, maxAge: '1y', index: false }),
  );
  router.use(express.static(folder, { maxAge: 0 }));
  router.get('/{*page}', (request, response, next) => {
    if (request.path.startsWith('/assets/') || request.accepts(['json', 'html']) !== 'html') next();
    else response.sendFile('index.html', { root: folder, maxAge: 0 });
  });
  return router;
}

const encodings = { br: '.br', gzip: '.gz' } as const;

/** Names the compressed file instead of the one that was asked for, where the caller takes it. */
function precompressed(folder: string): RequestHandler {
  const files = new Set(filesIn(folder));
  return (request, response, next) => {
    const name = request.path.slice(1);
    if (!files.has(`${name}.br`)) return next();
    response.vary('Accept-Encoding');
    // The smallest one that the caller takes; browsers name gzip first.
    const encoding = (['br', 'gzip'] as const).find((one) => request.acceptsEncodings(one) === one);
    if (encoding !== undefined) {
      response.type(extname(name)).set('Content-Encoding', encoding);
      request.url = `/${name}${encodings[encoding]}`;
    }
    next();
  };
}

/** Read once: a build puts other names into the folder. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a folder without assets
  }
}
