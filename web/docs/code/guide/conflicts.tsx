import { configure, useAttention } from 'synchrone';

configure({
  endpoints: {
    '/api/v1/patients': {
      versionField: 'version',
      merge: 'disjoint', // two people changed different fields: both are kept
      alwaysAsk: ['allergies'], // but about these a person decides
    },
  },
});

export function Conflicts() {
  const { items } = useAttention();
  return items
    .filter(({ mutation }) => mutation.kind === 'conflict')
    .map(({ mutation, resolveConflict }) => (
      <section key={mutation.id}>
        <pre>{JSON.stringify(mutation.conflict, null, 2)}</pre>
        <button onClick={() => void resolveConflict('mine')}>Retry with your changes</button>
        <button onClick={() => void resolveConflict('server')}>Use server version</button>
        <button
          onClick={() =>
            void resolveConflict({ ...mutation.conflict?.server, ...mutation.conflict?.mine })
          }
        >
          Merge
        </button>
      </section>
    ));
}
