import { useAttention } from 'synchrone';

export function Corrections({ edit }: { edit: (data: unknown) => Promise<unknown> }) {
  const { items } = useAttention();
  return (
    <ul>
      {items.map(({ mutation, retry, discard }) => (
        <li key={mutation.id}>
          {mutation.error?.message}
          <button onClick={() => void edit(mutation.data).then((data) => retry({ data }))}>
            Correct and send
          </button>
          <button onClick={() => void discard()}>Give up</button>
        </li>
      ))}
    </ul>
  );
}
