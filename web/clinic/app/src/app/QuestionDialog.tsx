import { Button, Group, Modal, Text } from '@mantine/core';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs, type Confirmation } from './dialogs.tsx';

/** Asks once before something is removed. The safe answer has the focus. */
export function ConfirmDialog({ title, text, action, keep, onConfirm }: Confirmation) {
  const { actions } = useMessages();
  const { close } = useDialogs();
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="sm"
      centered
      closeButtonProps={{ 'aria-label': actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <Text size="sm">{text}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          {keep ?? actions.cancel}
        </Button>
        <Button
          color="red.8"
          onClick={() => {
            close();
            onConfirm();
          }}
        >
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
