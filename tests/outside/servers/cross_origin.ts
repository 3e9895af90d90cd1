import { empty, type Api } from './wire.ts';

const kAllowed = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PATCH, PUT, DELETE',
  'Access-Control-Allow-Headers': 'content-type',
};

/**
 * The same API for pages of other origins.
 *
 * @param shows whether an answer with that status has the headers without which no page may read it:
 *   frameworks and proxies leave them out of what they answer before, or in place of, the application
 */
export function crossOrigin(api: Api, shows: (status: number) => boolean = () => true): Api {
  return {
    ...api,
    async answer(asked) {
      if (asked.method === 'OPTIONS') return empty(204, kAllowed);
      const reply = await api.answer(asked);
      return shows(reply.status) ? { ...reply, headers: { ...reply.headers, ...kAllowed } } : reply;
    },
  };
}
