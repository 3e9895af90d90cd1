import { getMutationQueue } from 'synchrone/core';

export const dynamic = 'force-dynamic';

/** Signs a person in and says whom the queue of this request knew before. */
export function GET(request) {
  const known = getMutationQueue().getSnapshot().userId;
  getMutationQueue().setUser({ id: new URL(request.url).searchParams.get('user') });
  return Response.json({ known });
}
