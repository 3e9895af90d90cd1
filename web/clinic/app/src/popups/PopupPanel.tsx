import { Popover, type PopoverProps } from '@mantine/core';
import { Anchor } from './Anchor.tsx';
import type { Popup } from './usePopup.ts';

interface PopupPanelProps extends PopoverProps {
  popup: Popup;
  /** What a screen reader calls it. */
  label: string;
}

/** A panel over the button that opened it. */
export function PopupPanel({ popup, label, children, ...others }: PopupPanelProps) {
  return (
    <Popover opened onDismiss={popup.close} shadow="md" trapFocus withRoles={false} {...others}>
      <Popover.Target>
        <Anchor element={popup.anchor} />
      </Popover.Target>
      <Popover.Dropdown id={`${popup.id}-dropdown`} role="dialog" aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
