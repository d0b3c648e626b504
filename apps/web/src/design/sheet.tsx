import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

/** A question over everything else: from below on a phone, in the middle on wide screens. Esc leaves it. */
export function Sheet(props: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}): ReactNode {
  return (
    <ModalOverlay
      className="overlay"
      isOpen={props.isOpen}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className="sheet">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.children}
          <div className="dialog-actions">{props.actions}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
