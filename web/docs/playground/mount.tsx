import './network.ts';
import { createRoot } from 'react-dom/client';
import { getMutationQueue } from 'synchrone';
import { Playground, type PlaygroundProps } from './app.tsx';

/** Shows the playground in an element. @returns the function that takes it away again */
export function mount(place: HTMLElement, props: PlaygroundProps): () => void {
  getMutationQueue().configure({ language: props.language });
  const root = createRoot(place);
  root.render(<Playground {...props} />);
  return () => root.unmount();
}
