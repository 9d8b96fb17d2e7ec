//! `customers.find`, `partners.find`.

use super::card::limit;
use crate::{
    daemon::{cards::store_fault, engine::Engine, rpc::Failure},
    ledger::report::CustomerQuery,
};
use fiscus_sdk::api::{CustomerAnswer, CustomersFindRequest, List, PartnerAnswer, PartnersFindRequest};

/// `customers.find`
pub fn customers(engine: &Engine, request: CustomersFindRequest) -> Result<List<CustomerAnswer>, Failure> {
    let failed = |error| engine.nothing_done(&store_fault(&error));
    let (limit, filter) = (limit(request.limit), request.filter);
    let query = CustomerQuery {
        name: filter.name,
        customer_type: filter.customer_type,
        phone: filter.phone,
        email: filter.email,
        city: filter.city,
        identity_code: filter.identity_code,
        bill_to: filter.bill_to,
        card: filter.card,
        after: request.after,
        limit: limit + 1,
    };
    let mut customers = engine.ledger.customers(&query).map_err(failed)?;
    let more = customers.len() > limit as usize;
    customers.truncate(limit as usize);
    let next = customers.last().filter(|_| more).and_then(|customer| customer.id.clone());
    let items = customers.iter().map(|customer| engine.customer_answer(customer)).collect::<Result<_, _>>();
    Ok(List { items: items.map_err(failed)?, next })
}

/// `partners.find`
pub fn partners(engine: &Engine, request: PartnersFindRequest) -> Result<List<PartnerAnswer>, Failure> {
    let limit = limit(request.limit);
    let mut partners = engine
        .ledger
        .partners(request.name.as_deref(), request.after.as_deref(), limit + 1)
        .map_err(|error| engine.nothing_done(&store_fault(&error)))?;
    let more = partners.len() > limit as usize;
    partners.truncate(limit as usize);
    let next = partners.last().filter(|_| more).map(|partner| partner.id.clone());
    Ok(List { items: partners.into_iter().map(super::stock::partner_answer).collect(), next })
}
