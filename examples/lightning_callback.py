"""Look at the first batch of a Lightning training: `python examples/lightning_callback.py`."""

import pytorch_lightning as lightning
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from w2vcheck import FindingsError
from w2vcheck.integrations.lightning import ProbeFirstBatch


class Classifier(lightning.LightningModule):
    """Three classes from 20 numbers, with a softmax that does not belong before cross-entropy."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(dim=1))
        self.loss = nn.CrossEntropyLoss()

    def forward(self, rows: Tensor) -> Tensor:
        """What the classes score."""
        return self.body(rows)

    def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
        """The loss of a batch."""
        rows, targets = batch
        return self.loss(self(rows), targets)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Adam."""
        return torch.optim.Adam(self.parameters(), lr=0.01)


torch.manual_seed(0)
inputs = torch.randn(512, 20)
loader = DataLoader(TensorDataset(inputs, inputs[:, :3].argmax(dim=1)), batch_size=64, shuffle=True)
trainer = lightning.Trainer(
    max_epochs=1, accelerator="cpu", logger=False, enable_checkpointing=False, callbacks=[ProbeFirstBatch(then="raise")]
)
try:
    trainer.fit(Classifier(), loader)
except FindingsError as found:
    print(f"stopped before the first step: {found}")
