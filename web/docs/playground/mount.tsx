import { createRoot } from 'react-dom/client';
import type { PlaygroundProps } from './app.tsx';
import { connect } from './network.ts';

/** Shows the playground in an element. @returns the function that takes it away again */
export async function mount(place: HTMLElement, props: PlaygroundProps): Promise<() => void> {
  connect(); // before the package looks at the network
  const { getMutationQueue } = await import('synchrone');
  const { Playground } = await import('./app.tsx');
  getMutationQueue().configure({ language: props.language });
  const root = createRoot(place);
  root.render(<Playground {...props} />);
  return () => root.unmount();
}
