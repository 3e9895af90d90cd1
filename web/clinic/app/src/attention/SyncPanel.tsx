import { part } from '../parts/parts.ts';
import { placeOf, usePopup } from '../popups/usePopup.ts';
import { WhileOpen } from '../popups/WhileOpen.tsx';
import { StatusLine } from './StatusLine.tsx';

const WaitingChanges = part(async () => (await import('../parts/seldom.ts')).WaitingChanges);

/** The status line, and behind it what waits and why. */
export function SyncPanel() {
  const popup = usePopup();
  return (
    <>
      <div {...placeOf(popup)}>
        <StatusLine expanded={popup.opened} onOpen={popup.toggle} />
      </div>
      <WhileOpen popup={popup}>
        <WaitingChanges popup={popup} />
      </WhileOpen>
    </>
  );
}
