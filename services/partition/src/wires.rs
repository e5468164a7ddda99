//! The wires between the parts: held by the line, known weakly to the rest, so that letting go of
//! the line lets everything end.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Weak};

use placard_store::PartitionNo;

use crate::judge::Task;
use crate::writer::Order;

/// Ways to the writer and the judges.
pub(crate) struct Wires {
    orders: Sender<Order>,
    judges: Vec<Sender<Task>>,
}

impl Wires {
    pub(crate) fn new(orders: Sender<Order>, judges: Vec<Sender<Task>>) -> Arc<Self> {
        Arc::new(Self { orders, judges })
    }

    /// Tells the writer; `false` where it is gone.
    pub(crate) fn order(&self, order: Order) -> bool {
        self.orders.send(order).is_ok()
    }

    /// Tells a judge; `false` where it is gone.
    pub(crate) fn task(&self, partition: PartitionNo, task: Task) -> bool {
        self.judges[usize::from(partition.0)].send(task).is_ok()
    }

    pub(crate) fn partitions(&self) -> u16 {
        self.judges.len() as u16
    }
}

/// Wires as those know them who are told things by the ones at their other end.
#[derive(Clone)]
pub(crate) struct Back(Weak<Wires>);

impl Back {
    pub(crate) fn to(wires: &Arc<Wires>) -> Self {
        Self(Arc::downgrade(wires))
    }

    pub(crate) fn order(&self, order: Order) {
        self.0.upgrade().map(|wires| wires.order(order));
    }

    pub(crate) fn task(&self, partition: PartitionNo, task: Task) {
        self.0.upgrade().map(|wires| wires.task(partition, task));
    }
}
