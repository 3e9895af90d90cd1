import { Menu } from '@mantine/core';
import { IconPrinter } from '../icons/icons.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { PopupMenu } from '../popups/PopupMenu.tsx';
import type { Popup } from '../popups/usePopup.ts';
import { densities, usePreferences } from '../session/preferences.ts';
import { printDays } from './PrintedDays.tsx';
import type { AgendaState } from './useAgendaState.ts';

interface DisplayMenuProps {
  popup: Popup;
  state: AgendaState;
  phone: boolean;
}

/** How the agenda is shown, and on paper. */
export function DisplayMenu({ popup, state, phone }: DisplayMenuProps) {
  const { agenda } = useMessages();
  const { density, choose } = usePreferences();
  return (
    <PopupMenu popup={popup} position="bottom-end" width={240}>
      {!phone && (
        <>
          <Menu.Label>{agenda.density}</Menu.Label>
          {densities.map((one) => (
            <Menu.RadioItem
              key={one}
              value={one}
              checked={one === density}
              closeMenuOnClick
              onChange={() => choose({ density: one })}
            >
              {agenda.densities[one]}
            </Menu.RadioItem>
          ))}
          <Menu.Divider />
        </>
      )}
      <Menu.CheckboxItem
        checked={state.withCancelled}
        closeMenuOnClick
        onChange={(checked) => state.showCancelled(checked)}
      >
        {agenda.showCancelled}
      </Menu.CheckboxItem>
      <Menu.Divider />
      <Menu.Item leftSection={<IconPrinter size={16} />} onClick={printDays}>
        {agenda.print}
      </Menu.Item>
    </PopupMenu>
  );
}
