import { Menu, type MenuProps } from '@mantine/core';
import { Anchor } from './Anchor.tsx';
import type { Popup } from './usePopup.ts';

/** A menu over the button that opened it. */
export function PopupMenu({ popup, children, ...others }: MenuProps & { popup: Popup }) {
  return (
    <Menu opened id={popup.id} onClose={popup.close} shadow="md" {...others}>
      <Menu.Target>
        <Anchor element={popup.anchor} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
