//! Where each question of a report is answered, and on which connection: what may take long goes aside.

use super::{Sqlite, find, period, track};
use crate::{
    journal::OperationRow,
    ledger::{
        Balance, CardQuery, Owner, Scope, WriteError,
        report::{CustomerQuery, FlowSum, Flows, Group, Period, Place, Reports, Span, StockMove, Touched, Tracked},
    },
    registry::{Customer, Partner},
};

impl Reports for Sqlite {
    fn flows(&self, query: &CardQuery, span: Span, sums: bool) -> Result<(Vec<Flows>, Vec<FlowSum>), WriteError> {
        self.read_aside(|connection| {
            let snapshot = connection.unchecked_transaction()?;
            let totals = if sums { period::sums(&snapshot, query, span)? } else { Vec::new() };
            Ok((period::flows(&snapshot, query, span)?, totals))
        })
    }

    fn flow_sums(&self, query: &CardQuery, span: Span) -> Result<Vec<FlowSum>, WriteError> {
        self.read_aside(|connection| period::sums(&*connection.unchecked_transaction()?, query, span))
    }

    fn touched(
        &self,
        customer: &str,
        over: &[Scope],
        shown: &dyn Fn(&str) -> bool,
        span: Span,
        after: Option<i64>,
        limit: u32,
    ) -> Result<(Period, Vec<Touched>), WriteError> {
        self.read_aside(|connection| {
            let snapshot = connection.unchecked_transaction()?;
            let together = period::flow(&snapshot, over, span)?;
            Ok((together, track::touched(&snapshot, customer, shown, span, after, limit)?))
        })
    }

    fn tracked(
        &self,
        group: Group<'_>,
        shown: &dyn Fn(&str, &str) -> bool,
        span: Span,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Tracked>, WriteError> {
        self.read_aside(|connection| track::tracked(connection, group, shown, span, before, limit))
    }

    fn walked(
        &self,
        methods: &[&str],
        span: Span,
        after: Place<'_>,
        limit: u32,
    ) -> Result<Vec<OperationRow>, WriteError> {
        self.read_aside(|connection| track::walked(connection, methods, span, after, limit))
    }

    fn stock_moves(&self, span: Span, after: Place<'_>, limit: u32) -> Result<Vec<StockMove>, WriteError> {
        self.read_aside(|connection| track::stock_moves(connection, span, after, limit))
    }

    fn operations_named(&self, ids: &[String]) -> Result<Vec<OperationRow>, WriteError> {
        self.read(|connection| track::operations_named(connection, ids))
    }

    fn operations_printed(&self, z: u32, number: u32) -> Result<Vec<OperationRow>, WriteError> {
        self.read(|connection| track::operations_printed(connection, z, number))
    }

    fn balances_of(&self, owners: &[Owner]) -> Result<Vec<Vec<Balance>>, WriteError> {
        self.read(|connection| track::balances_of(connection, owners))
    }

    fn customers(&self, query: &CustomerQuery) -> Result<Vec<Customer>, WriteError> {
        self.read(|connection| find::customers(connection, query))
    }

    fn partners(&self, name: Option<&str>, after: Option<&str>, limit: u32) -> Result<Vec<Partner>, WriteError> {
        self.read(|connection| find::partners(connection, name, after, limit))
    }
}
