//! Every sentence in Spanish.

use super::{
    Say,
    word::{after, card_status, date, printable, quantity, state},
};
use fiscus_sdk::{Amount, Language, Reason};

const LANGUAGE: Language = Language::Es;

/// The sentence for a fault.
pub fn fault(reason: Reason, printer: Option<&str>, code: Option<&str>) -> String {
    let printer = format!("impresora{}", after(" ", printer));
    match reason {
        Reason::PrinterOffline => format!(
            "La {printer} no responde. Compruebe que está encendida y conectada, y pulse otra vez la misma tecla."
        ),
        Reason::PaperEnd => {
            format!("La {printer} no tiene papel. Ponga un rollo nuevo y pulse otra vez la misma tecla.")
        }
        Reason::CoverOpen => format!("La {printer} tiene la tapa abierta. Ciérrela y pulse otra vez la misma tecla."),
        Reason::PrinterBusy => format!("La {printer} está ocupada. Espere un momento y pulse otra vez la misma tecla."),
        Reason::PrinterError => format!(
            "La {printer} rechazó el documento{}. No se imprimió nada. Si vuelve a ocurrir, llame al técnico.",
            after(", código ", code)
        ),
        Reason::PrinterInDoubt => format!(
            "La {printer} tiene un documento anterior sin resolver. Mire su último recibo y resuelva primero esa operación."
        ),
        Reason::PluginFailed => {
            "Falló el programa de una tarjeta. No se registró ni se imprimió nada. Llame al servicio técnico."
                .to_owned()
        }
        Reason::PluginOvertime => {
            "El programa de una tarjeta tardó demasiado. No se registró ni se imprimió nada. Inténtelo de nuevo."
                .to_owned()
        }
        Reason::LedgerUnavailable => {
            "No hay acceso a las cuentas de las tarjetas. No se registró ni se imprimió nada. Inténtelo de nuevo."
                .to_owned()
        }
        Reason::DiskFull => {
            "El disco de la caja está lleno. No se registró ni se imprimió nada. Libere espacio e inténtelo de nuevo."
                .to_owned()
        }
        _ => "Se produjo un error interno de Fiscus. No se hizo nada más. Llame al servicio técnico.".to_owned(),
    }
}

/// The sentence for what the core says.
pub fn sentence(say: &Say) -> String {
    let money = |amount: &Amount| LANGUAGE.amount(*amount);
    match say {
        Say::CardUnknown { card } => {
            format!("La tarjeta {card} no está registrada. Compruebe el número o recárguela primero.")
        }
        Say::CardNotActive { card, status } => format!(
            "La tarjeta {card} no se puede usar{}. Use otra tarjeta u otra forma de pago.",
            after(": está ", card_status(LANGUAGE, status))
        ),
        Say::ClosedTakesNothing { card } => format!(
            "La tarjeta {card} está cerrada y no recibe nada de vuelta. Reembolse en efectivo o en otra tarjeta."
        ),
        Say::ClosedNotVoided { card } => format!(
            "La tarjeta {card} está cerrada: lo que dio no puede volver a ella y por eso el recibo no se puede anular. Haga una devolución, reembolsada en efectivo o en otra tarjeta."
        ),
        Say::ClosedNote { card } => format!(
            "La tarjeta {card} está cerrada: lo que había dado además de dinero volvió a ella y nadie puede gastarlo. Pregunte a quien pueda darlo en otro sitio."
        ),
        Say::CardNotYetValid { card, from } => format!(
            "La tarjeta {card} todavía no es válida{}. Use otra tarjeta u otra forma de pago.",
            after(", lo será desde el ", date(LANGUAGE, from))
        ),
        Say::CardNotInStock { card } => {
            format!("La tarjeta {card} ya no está en el almacén: otra caja la ha vendido. Tome otra tarjeta.")
        }
        Say::CardOutsideWindow { card } => {
            format!("La tarjeta {card} no es válida este día o a esta hora. Use otra tarjeta u otra forma de pago.")
        }
        Say::CardExpired { card, until } => {
            format!("La tarjeta {card} caducó{}. Use otra forma de pago.", after(" el ", date(LANGUAGE, until)))
        }
        Say::CardWrongType { card } => {
            format!("La tarjeta {card} no es del tipo necesario para esta operación. Use otra tarjeta.")
        }
        Say::CardDoesNotPay { card } => format!("Con la tarjeta {card} no se puede pagar. Use otra forma de pago."),
        Say::CardExists { card } => format!("La tarjeta {card} ya existe. Use otro número."),
        Say::CardLeftOut { card } => {
            format!("La tarjeta {card} no acumula nada aquí: en un recibo acumula una sola tarjeta de este tipo.")
        }
        Say::CardsNotMade { card_type } => {
            format!("Las tarjetas de tipo {card_type} no se crean para el inventario: emítalas una a una.")
        }
        Say::CardNumberMissing { card_type } => {
            format!("Las tarjetas de tipo {card_type} no tienen numeración propia. Indique el número.")
        }
        Say::CardNumberDoesNotFit { card, card_type } => {
            format!("El número {card} no corresponde a una tarjeta de tipo {card_type}. Compruébelo.")
        }
        Say::CardTypeUnknown { card_type, known } => {
            format!("El tipo de tarjeta {card_type} no existe. Tipos disponibles: {known}.")
        }
        Say::LuhnFailed { card } => {
            format!("El dígito de control de {card} no es correcto. Teclee o lea de nuevo el número.")
        }
        Say::NumbersUsedUp { card_type } => format!(
            "Las tarjetas de tipo {card_type} no tienen más números libres. Pida al instalador un rango más largo."
        ),
        Say::PiecesInvalid { line, most } => {
            format!("La línea {line} vende tarjetas: indique un número entero de 1 a {most}.")
        }
        Say::StockUsedUp { product, left } => {
            format!("De {product} solo quedan {left} en el inventario. Venda menos, o ingrese otras.")
        }
        Say::PartnerUnknown { partner } => {
            format!("Ningún socio se llama así: {partner}. Guárdelo primero, o elija otro.")
        }
        Say::MoveForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" y {more} más")));
            format!("Estas tarjetas no lo permiten y no se cambió ninguna: {cards}{more}. Quítelas de la selección.")
        }
        Say::CardsUnderWay { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" y {more} más")));
            format!("Hay algo en curso con estas tarjetas y no se hizo nada: {cards}{more}. Termínelo primero.")
        }
        Say::ConfirmDelete { count } => format!("Confirme que se eliminan tarjetas: {count}. No se podrán recuperar."),
        Say::ConfirmClose { count } => format!(
            "Confirme el cierre: {count} de las tarjetas tienen saldo o deuda, que después no se podrá gastar ni pagar."
        ),
        Say::ConfirmZero { cards, total, unit } => {
            let sum = money(total);
            format!("Confirme la puesta a cero de tarjetas: {cards}, en total {sum} {unit}.")
        }
        Say::ZeroTaken => "Algo cambió en una tarjeta durante la puesta a cero. Inténtelo de nuevo.".to_owned(),
        Say::OnlyNotes { card } => {
            format!("La tarjeta {card} se entregó a un socio: solo se pueden cambiar sus notas.")
        }
        Say::WordUnknown { word, known } => format!("{word} no está en la lista. Elija: {known}."),
        Say::ConfirmErase { customer } => {
            format!("Confirme que se borran los datos personales del cliente {customer}. No se podrán recuperar.")
        }
        Say::EraseOwes { position } => {
            let sum = money(position);
            format!("El cliente todavía debe algo (saldo {sum}). Liquídelo primero.")
        }
        Say::EraseOpen { operation } => {
            format!("La operación {operation} de este cliente aún no ha terminado. Termínela primero.")
        }
        Say::NoCardFits => "Ninguna tarjeta coincide. Revise el lote o el filtro.".to_owned(),
        Say::LoginNeeded => "Aquí hace falta una contraseña: inicie sesión primero (session.login).".to_owned(),
        Say::LoginWrong => {
            "El operador o la contraseña no son correctos. Compruebe ambos e inténtelo de nuevo.".to_owned()
        }
        Say::LoginThrottled { minutes } => {
            format!("Demasiadas contraseñas incorrectas. Espere {minutes} min e inténtelo de nuevo.")
        }
        Say::RoleLacks { method, role } => {
            format!("{method} requiere el rol {role}: que inicie sesión alguien que lo tenga.")
        }
        Say::OperatorOther { operator } => {
            format!("Aquí trabaja {operator}: no indique otro operador; quien lo releve inicia sesión primero.")
        }
        Say::OperatorUnknown { operator } => {
            format!("Ningún operador se llama {operator}. Indique uno de la configuración, o ninguno.")
        }
        Say::ExportForbidden { cards, more } => {
            let more = after("", (*more > 0).then(|| format!(" y {more} más")));
            format!(
                "Solo se exportan o imprimen tarjetas en estado creada. Estas no lo están y no se escribió nada: {cards}{more}. Quítelas de la selección."
            )
        }
        Say::FileEnding { endings } => {
            format!("El nombre de este archivo debe terminar en uno de: {endings}. Elija otro nombre.")
        }
        Say::FileOutside { folder } => format!(
            "Una ruta que no empieza por / está dentro de {folder} y no puede salir de ahí. Escriba la ruta completa o elija un nombre ahí."
        ),
        Say::FileElsewhere { folders } => format!(
            "Los archivos solo se pueden escribir dentro de estas carpetas: {folders}. Elija una, o pida al instalador que la añada a paths.exports."
        ),
        Say::FileFolderMissing { folder } => format!("La carpeta {folder} no existe. Créela o elija otra."),
        Say::FileFolderClosed { folder } => {
            format!("No se puede escribir en {folder}. Permítalo al usuario del servicio o elija otra carpeta.")
        }
        Say::FileTaken { file } => {
            format!("{file} ya existe y no es un archivo que se pueda sustituir. Elija otro nombre.")
        }
        Say::PinWrong => "El PIN no es correcto. Escríbalo de nuevo.".to_owned(),
        Say::PinThrottled { minutes } => {
            format!("Demasiados PIN incorrectos. Espere {minutes} min y escríbalo de nuevo.")
        }
        Say::CardHasNoPin { card } => format!("La tarjeta {card} no tiene PIN."),
        Say::NotLoadable { card } => format!("La tarjeta {card} no se puede recargar."),
        Say::DepartmentUnknown { department } => {
            format!("El departamento {department} no existe. Pida al instalador que lo añada a la configuración.")
        }
        Say::LinesMissing => "El recibo está vacío. Introduzca al menos una línea.".to_owned(),
        Say::LinesTooMany { most } => format!("El recibo tiene más de {most} líneas. Divídalo en dos recibos."),
        Say::LineUnknown { line } => format!("La línea {line} no existe."),
        Say::LineTwice { line } => format!("La línea {line} está dos veces."),
        Say::QuantityInvalid { line } => format!("La cantidad de la línea {line} debe ser mayor que cero."),
        Say::PriceInvalid { line } => {
            format!("El precio de la línea {line} no puede ser negativo ni tener más decimales que la moneda.")
        }
        Say::AmountTooLarge => "El importe es demasiado grande. Compruébelo.".to_owned(),
        Say::AmountInvalid { amount } => format!(
            "El importe {} no sirve aquí. Debe ser mayor que cero y no tener más decimales que la moneda.",
            money(amount)
        ),
        Say::AdjustmentTooLarge { description } => format!("«{description}» quita más de lo que hay. Redúzcalo."),
        Say::AdjustmentUnclear => {
            "Para un descuento o recargo indique un importe o un porcentaje mayor que cero.".to_owned()
        }
        Say::PaymentCardMissing => "Para pagar con tarjeta hace falta su número.".to_owned(),
        Say::PaymentCauseMissing => {
            "Para lo no cobrado indique el motivo: bienes, servicios, factura o sanidad.".to_owned()
        }
        Say::PaymentTooMuch { amount, due } => format!(
            "{} es más de lo que falta por pagar ({}). Solo el efectivo puede superarlo.",
            money(amount),
            money(due)
        ),
        Say::PaymentsIncomplete { missing } => format!("Faltan {} por pagar.", money(missing)),
        Say::LoadPaidByCard => {
            "Una recarga no se puede pagar con una tarjeta de la tienda. Use otra forma de pago.".to_owned()
        }
        Say::CreditNeedsCustomer => {
            "Solo se vende a crédito a clientes registrados. Elija el cliente o use otra forma de pago.".to_owned()
        }
        Say::CreditNotAllowed { customer } => {
            format!("Al cliente {customer} no se le vende a crédito. Use otra forma de pago.")
        }
        Say::CreditLimit { headroom } => format!(
            "Límite de crédito superado: el cliente aún puede comprar a crédito por {}. Cobre el resto de otro modo.",
            money(headroom)
        ),
        Say::DiscountUnknown { discount, known } => {
            format!("El descuento {discount} no existe. Hay: {known}.")
        }
        Say::CustomerUnknown { customer } => format!("El cliente {customer} no está registrado. Regístrelo primero."),
        Say::CustomerNameMissing => "Indique el nombre y el apellido del cliente, o su empresa.".to_owned(),
        Say::OriginalNotFound { original } => format!("{original} no es un recibo emitido aquí. Compruebe el número."),
        Say::OriginalForeignLines => {
            "El recibo no se emitió aquí: indique qué se devuelve, con departamento y precio.".to_owned()
        }
        Say::OriginalNotReturnable { original } => format!("{original} no se puede devolver ni anular de este modo."),
        Say::ReturnTooDear { original, department } => format!(
            "El documento se emitió aquí ({original}) y del departamento {department} no queda tanto. Devuelva sus líneas."
        ),
        Say::AlreadyReturned { original } => format!("{original}: ya se devolvió todo."),
        Say::AlreadyVoided { original } => format!("{original} ya está anulado."),
        Say::ReturnTooMuch { line, left } => {
            format!("De la línea {line} solo se pueden devolver {} más.", quantity(LANGUAGE, left))
        }
        Say::ReturnMoreThanPaid { left } => {
            format!("De este recibo aún se pueden devolver artículos por {} como máximo.", money(left))
        }
        Say::ReturnOfNothing { original } => {
            format!("{original} se cerró a cero: no hay nada que devolver. Se puede anular.")
        }
        Say::PrinterNotConfigured { document } => format!(
            "No hay ninguna impresora asignada para esto ({}). Pida al instalador que complete la configuración.",
            printable(LANGUAGE, document).unwrap_or(document)
        ),
        Say::PrinterUnknown { printer, known } => {
            format!("La impresora {printer} no existe. Impresoras disponibles: {known}.")
        }
        Say::PrintersDiffer { printers } => {
            format!("Las líneas van a impresoras distintas ({printers}). Haga un recibo para cada una.")
        }
        Say::CannotPrint { printer, what } => {
            format!("La impresora {printer} no puede imprimir esto: {}.", printable(LANGUAGE, what).unwrap_or(what))
        }
        Say::OperationConflict { operation } => {
            format!("La operación {operation} ya se usó para otra cosa. La caja debe usar un identificador nuevo.")
        }
        Say::OperationUnknown { operation } => format!("La operación {operation} no existe."),
        Say::NotInDoubt { operation, state: word } => format!(
            "La operación {operation} no está en duda{}. No hay nada que resolver.",
            after(", está ", state(LANGUAGE, word))
        ),
        Say::PrintedNumberOld { document } => {
            format!("El documento {document} es anterior a este. Mire de nuevo el papel: su número es más alto.")
        }
        Say::MayBeOnPaper { document } => format!(
            "Entretanto la impresora ha impreso el documento {document} y ya no dice su total. Mírelo: si es este, resuelva como impreso con ese número; si no, resuelva como no impreso y empiece de nuevo con otra operación."
        ),
        Say::SettleUnclear => "Indique qué operaciones se saldan, o qué importe.".to_owned(),
        Say::SettleNoDebt { operation } => format!(
            "La operación {operation} no dejó a este cliente ninguna deuda por saldar. Compruebe el número o indique un importe."
        ),
        Say::SettleTooMuch { owed } => format!("El cliente solo debe {}.", money(owed)),
        Say::NothingToReprint { operation } => format!("La operación {operation} no tiene nada que reimprimir."),
        Say::PositionNote { position } => format!("Saldo del cliente: {}", money(position)),
        Say::HeadroomNote { headroom } => format!("Crédito todavía disponible: {}", money(headroom)),
        Say::CreditDocumentNote { document } => format!("Documento de crédito preferido: {document}"),
        Say::DeviceTotalDiffers { planned, device } => format!(
            "El total de la impresora es {} en lugar de {}. Guarde el recibo y avise al técnico.",
            money(device),
            money(planned)
        ),
        Say::OnlyAccepted { printer } => {
            format!("La impresora {printer} no dice lo que ha impreso. Compruebe que el documento esté completo.")
        }
        Say::NumberNotTold { printer } => format!(
            "La impresora {printer} no comunica los números de sus recibos. Indique Z, número y fecha que están en el papel."
        ),
        Say::SlipOwed { printer } => format!(
            "Es posible que el comprobante no esté impreso: revise la impresora {printer}. Se imprimirá, marcado como copia, en cuanto pueda."
        ),
        Say::PossibleCopy => "POSIBLE COPIA".to_owned(),
        Say::Copy => "COPIA".to_owned(),
        Say::TestSlip => "Fiscus: prueba de impresión".to_owned(),
    }
}
