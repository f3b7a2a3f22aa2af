using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

/// <summary>
/// The body of <c>PUT …/accounts/{account}</c>.
/// What is left out is taken away, but for balance, consent, and the preferred and confidential addresses.
/// </summary>
/// <param name="Balance">Null leaves the balance as it is.</param>
/// <param name="BalanceAsOf">When the balance was taken; null: the order of arrival counts.</param>
/// <param name="Consent">Recorded consent to texts and calls; null leaves it.</param>
/// <param name="Profile">Id or name of the account's own profile; null for the default.</param>
/// <param name="PaymentPlan">Instalments agreed to: what they cover is not asked for; null when there are none.</param>
/// <param name="Preferred">
/// Used in place of <c>email</c> and <c>phone</c>; null leaves them, <c>{}</c> takes them away.
/// </param>
/// <param name="Confidential">
/// The only addresses to use, asked for under 45 CFR 164.522(b). Null leaves them, so that a system that knows nothing
/// of them cannot undo the request; <c>{}</c> takes them away.
/// </param>
public sealed record SaveAccountRequest(
    GuarantorBody? Guarantor = null,
    string? Email = null,
    string? Phone = null,
    AddressBody? Address = null,
    string? TimeZone = null,
    decimal? Balance = null,
    DateTimeOffset? BalanceAsOf = null,
    SwitchesBody? Switches = null,
    EvidenceBody? Consent = null,
    CardBody? CardOnFile = null,
    string? Profile = null,
    PaymentPlanBody? PaymentPlan = null,
    ContactPointsBody? Preferred = null,
    ContactPointsBody? Confidential = null)
{
    private const string DefaultLanguage = "en";

    /// <param name="fields">The members that count; the others stay as they are.</param>
    internal SaveAccount Read(FieldChecks checks, string number, AccountFields fields, RequestOrigin origin)
    {
        if (!AccountRules.IsAccountNumber(number))
        {
            checks.Add("account", "Is 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'.");
        }

        var details = ReadDetails() with { PaymentPlan = PaymentPlan?.Read(checks) };
        checks.Add(AccountRules.Validate(details));
        checks.Note(details.Profile, "profile");
        return new SaveAccount(
            number,
            details,
            fields & ~Untold(),
            ReadSwitches(checks),
            checks.EvidenceOf(Consent, "consent", origin),
            ReadBalance(checks, origin),
            IfMatch: null,
            origin.Actor,
            ReceivedAt: origin.ReceivedAt);
    }

    private AccountDetails ReadDetails() => new(
        Guarantor?.FirstName ?? "",
        Guarantor?.LastName ?? "",
        RequestRules.OrNull(Guarantor?.Language) ?? DefaultLanguage,
        RequestRules.OrNull(Email),
        RequestRules.E164(Phone),
        RequestRules.OrNull(Address?.State),
        RequestRules.OrNull(Address?.PostalCode),
        RequestRules.OrNull(TimeZone),
        CardOnFile is null ? null : new(CardOnFile.Brand ?? "", CardOnFile.Last4 ?? "", CardOnFile.AgreedOn),
        RequestRules.OrNull(Profile),
        ContactPointsBody.Read(Preferred),
        ContactPointsBody.Read(Confidential));

    private AccountFields Untold() =>
        (Preferred is null ? AccountFields.Preferred : AccountFields.None)
        | (Confidential is null ? AccountFields.Confidential : AccountFields.None);

    private SwitchPatch ReadSwitches(FieldChecks checks) => new(
        Switch(Switches?.Paperless, "paperless", checks),
        Switch(Switches?.Email, "email", checks),
        Switch(Switches?.Text, "text", checks),
        Switch(Switches?.Voice, "voice", checks));

    private static SwitchState? Switch(SwitchState? state, string name, FieldChecks checks)
    {
        if (state is SwitchState.ErroredOut)
        {
            checks.Add($"switches.{name}", "Is optedIn or optedOut; only a failed delivery sets erroredOut.");
        }

        return state;
    }

    private BalanceSnapshot? ReadBalance(FieldChecks checks, RequestOrigin origin)
    {
        var asOf = checks.Past(BalanceAsOf, "balanceAsOf", origin);
        if (asOf is not null && Balance is null)
        {
            checks.Add("balanceAsOf", "Goes with a balance.");
        }

        return checks.OptionalAmount(Balance, "balance") is { } balance
            ? new(balance, asOf, origin.ReceivedAt)
            : null;
    }
}
