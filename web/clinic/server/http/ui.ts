import { join } from 'node:path';
import express, { Router } from 'express';

/**
 * Serves the built clinic UI: files as they are, and its page for every address that a browser opens.
 * Files under /assets have their digest in their name, so browsers may keep them; the page itself is asked for anew.
 */
export function uiRouter(folder: string): Router {
  const router = Router();
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false }),
  );
  router.use(express.static(folder, { maxAge: 0 }));
  router.get('/{*page}', (request, response, next) => {
    if (request.path.startsWith('/assets/') || request.accepts(['json', 'html']) !== 'html') next();
    else response.sendFile('index.html', { root: folder, maxAge: 0 });
  });
  return router;
}
