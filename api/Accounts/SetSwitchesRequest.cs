using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>The body of <c>PUT …/switches</c>; a switch that is left out stays as it is.</summary>
public sealed record SetSwitchesRequest(
    SwitchChangeBody? Paperless = null,
    SwitchChangeBody? Email = null,
    SwitchChangeBody? Text = null,
    SwitchChangeBody? Voice = null)
{
    internal IReadOnlyList<SwitchChange> Read(FieldChecks checks, RequestOrigin origin) =>
    [
        .. Change(SwitchKind.Paperless, Paperless, "paperless", checks, origin),
        .. Change(SwitchKind.Email, Email, "email", checks, origin),
        .. Change(SwitchKind.Text, Text, "text", checks, origin),
        .. Change(SwitchKind.Voice, Voice, "voice", checks, origin),
    ];

    private static IEnumerable<SwitchChange> Change(
        SwitchKind kind, SwitchChangeBody? body, string field, FieldChecks checks, RequestOrigin origin)
    {
        if (body is null)
        {
            yield break;
        }

        var state = checks.Required(body.State, $"{field}.state");
        if (state is SwitchState.ErroredOut)
        {
            checks.Add($"{field}.state", "Is optedIn or optedOut; only a failed delivery sets erroredOut.");
        }

        yield return new(
            kind,
            state,
            checks.Note(body.Reason, $"{field}.reason"),
            checks.EvidenceOf(body.Evidence, $"{field}.evidence", origin));
    }
}

/// <param name="Evidence">Needed to lift <c>optedOut</c> or <c>erroredOut</c>, and newer than what set it.</param>
public sealed record SwitchChangeBody(SwitchState? State = null, string? Reason = null, EvidenceBody? Evidence = null);
