"""What is told of webhooks and their deliveries (contract rest/80)."""

from __future__ import annotations

from slatehouse.api.rest import deliveries, webhooks
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ANYTHING,
    EMPTY,
    FLAG,
    FLOAT,
    NUMBER,
    ROW_ID,
    TEXT,
    UUID,
    Shape,
    array,
    choice,
    mapping,
    nullable,
    record,
)
from slatehouse.api.wire.content_types import JSON
from slatehouse.site.webhooks.event_types import ACTIONS
from slatehouse.store.webhooks import ACTIVE, DISABLED

__all__ = ["OPERATIONS"]

_NOBODYS = "5b8f0c52-6a0e-4d7b-9f57-1f6b0f3a2c11"
_HOOK_NAMED, _DELIVERY_NAMED = {"hook": _NOBODYS}, {"delivery": _NOBODYS}
_PAGE_LINKS = record({"self": TEXT, "next": TEXT}, {"prev": TEXT})

_ACTIONS = record({}, {action: array(TEXT) for action in ACTIONS})
_TYPES: Shape = {**mapping(_ACTIONS), "description": "By type and by what happens: the fields that count."}
_HOOK = record(
    {
        "id": UUID,
        "url": TEXT,
        "status": choice(*webhooks.STATUSES),
        "projects": array(ROW_ID),
        "num_deliveries": NUMBER,
        "validate_ssl_cert": FLAG,
        "batch_deliveries": FLAG,
        "is_token_set": FLAG,
        "name": TEXT,
        "description": TEXT,
    },
    {"entity_types": _TYPES, "event_type": TEXT, "reason": TEXT},
)
_SENT = {
    "url": TEXT,
    "entity_types": _TYPES,
    "projects": array(ROW_ID),
    "token": {**TEXT, "format": "password"},
    "name": TEXT,
    "description": TEXT,
    "validate_ssl_cert": FLAG,
    "batch_deliveries": FLAG,
}
_WATCHER = {
    "url": "https://hooks.example.com/shots",
    "entity_types": {"Shot": {"create": [], "update": ["sg_status_list"]}},
    "token": "between us",
    "name": "status watcher",
}
_HEADERS = nullable(mapping(TEXT))
_DELIVERY = record(
    {
        "id": UUID,
        "event_time": FLOAT,
        "status": choice("pending", *deliveries.STATUSES),
        "process_time": FLOAT,
        "body": TEXT,
        "response_code": NUMBER,
        "acknowledgement": nullable(TEXT),
        "request_headers": _HEADERS,
        "response_headers": _HEADERS,
        "request_body": ANYTHING,
    }
)
_METRICS = record(
    {
        "event_count": NUMBER,
        **dict.fromkeys(
            (
                *("event_time_span", "process_time_sum", "mean_process_time", "max_process_time"),
                *("min_process_time", "end_event_time", "start_event_time", "process_time_ratio"),
            ),
            FLOAT,
        ),
    }
)
_ONE_HOOK = data_of(_HOOK, links=SELF)
_ONE_DELIVERY = data_of(_DELIVERY, links=SELF)
_OWN = "Who sees the whole site sees all hooks, others their own."
_ONE_MODE = (
    "It says what it is about by `entity_types` or by one `event_type`; without `projects` it is about the "
    "whole site. It is told of what its maker may read. The address has to lead to a machine that anyone "
    "could reach, or to a network that the site's settings name. The `token` signs what is delivered, and is "
    "never shown."
)

OPERATIONS: Operations = {
    webhooks.show_list: Operation(
        name="list_webhooks",
        tag=Tag.WEBHOOKS,
        summary="List webhooks",
        details=_OWN,
        answers=(Answer(200, "A page of them.", data_of(array(_HOOK), links=_PAGE_LINKS)),),
    ),
    webhooks.create: Operation(
        name="create_webhook",
        tag=Tag.WEBHOOKS,
        summary="Have an address told of what happens",
        details=_ONE_MODE,
        bodies={JSON: Body(record({"url": TEXT}, {**_SENT, "event_type": TEXT}), _WATCHER)},
        answers=(Answer(201, "The hook.", _ONE_HOOK),),
    ),
    webhooks.show: Operation(
        name="read_webhook",
        tag=Tag.WEBHOOKS,
        summary="Read a webhook",
        details=(
            "One that is not well says why in `reason`: `unstable`, while its receiver fails now and then; "
            "`failed`, when it failed too often and is only tried seldom."
        ),
        names=_HOOK_NAMED,
        answers=(Answer(200, "The hook.", _ONE_HOOK),),
    ),
    webhooks.change: Operation(
        name="update_webhook",
        tag=Tag.WEBHOOKS,
        summary="Change a webhook, or switch it off and on",
        details="What is left out stays as it is. A change of its status is delivered to it.",
        names=_HOOK_NAMED,
        bodies={JSON: Body(record({}, {**_SENT, "status": choice(ACTIVE, DISABLED)}), {"name": "watcher"})},
        answers=(Answer(200, "The hook.", _ONE_HOOK),),
    ),
    webhooks.delete: Operation(
        name="delete_webhook",
        tag=Tag.WEBHOOKS,
        summary="Remove a webhook for good",
        details="Its deliveries go with it.",
        names=_HOOK_NAMED,
        answers=(Answer(204, "It is gone."),),
    ),
    webhooks.try_out: Operation(
        name="test_webhook",
        tag=Tag.WEBHOOKS,
        summary="Have something delivered that tells of nothing",
        details="It shows among the deliveries of the hook. A hook that is not there is passed over.",
        names=_HOOK_NAMED,
        answers=(Answer(204, "It will be sent."),),
    ),
    deliveries.show_list: Operation(
        name="list_webhook_deliveries",
        tag=Tag.WEBHOOKS,
        summary="List what was delivered to a webhook",
        details=(
            "The newest first. `performance_metrics` takes all together that are sought, times in seconds: "
            "`process_time_ratio` is the share of the time between the events that the receiver needed. "
            "`delivered` has a `response_code` of 0 until something answered; with strict handling such a "
            "delivery is `pending`."
        ),
        names=_HOOK_NAMED,
        answers=(
            Answer(
                200,
                "A page of them.",
                data_of(
                    array(_DELIVERY),
                    included=array(EMPTY),
                    performance_metrics=_METRICS,
                    links=_PAGE_LINKS,
                ),
            ),
        ),
    ),
    deliveries.show: Operation(
        name="read_webhook_delivery",
        tag=Tag.WEBHOOKS,
        summary="Read what was delivered, and what was answered",
        names=_DELIVERY_NAMED,
        answers=(Answer(200, "The delivery.", _ONE_DELIVERY),),
    ),
    deliveries.note: Operation(
        name="acknowledge_webhook_delivery",
        tag=Tag.WEBHOOKS,
        summary="Note what became of a delivery",
        details="For receivers, which find its id in the header `x-sg-delivery-id`; at most 4096 bytes.",
        names=_DELIVERY_NAMED,
        bodies={JSON: Body(record({}, {"acknowledgement": TEXT}), {"acknowledgement": "Folders are made."})},
        answers=(Answer(200, "The delivery.", _ONE_DELIVERY),),
    ),
    deliveries.send_again: Operation(
        name="redeliver_webhook_delivery",
        tag=Tag.WEBHOOKS,
        summary="Have something delivered once more",
        details="It is sent under its own id.",
        names=_DELIVERY_NAMED,
        answers=(Answer(204, "It will be sent."),),
    ),
}
