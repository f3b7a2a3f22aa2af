namespace BalanceNotifications.Accounts;

/// <summary>The guarantor: the person, or the entity, who owes.</summary>
public sealed record GuarantorBody(string? FirstName = null, string? LastName = null, string? Language = null);

/// <summary>As much of the address as it takes to tell the time there.</summary>
public sealed record AddressBody(string? State = null, string? PostalCode = null);

/// <summary>Addresses that stand in for the account's own.</summary>
public sealed record ContactPointsBody(string? Email = null, string? Phone = null)
{
    /// <summary>Null of null, and of one that names no address: that is how they are taken away.</summary>
    internal static ContactPoints? Read(ContactPointsBody? body)
    {
        var points = new ContactPoints(RequestRules.OrNull(body?.Email), RequestRules.E164(body?.Phone));
        return points == new ContactPoints() ? null : points;
    }

    internal static ContactPointsBody? From(ContactPoints? points) =>
        points is null ? null : new(points.Email, points.Phone);
}

/// <summary>The four switches; null leaves one as it is.</summary>
public sealed record SwitchesBody(
    SwitchState? Paperless = null, SwitchState? Email = null, SwitchState? Text = null, SwitchState? Voice = null);

/// <summary>What the guarantor said, where it was recorded, and when.</summary>
public sealed record EvidenceBody(DateTimeOffset? At = null, string? Source = null, string? Wording = null);

/// <summary>What a courtesy notice may say of a card; never its number.</summary>
public sealed record CardBody(string? Brand = null, string? Last4 = null, DateOnly? AgreedOn = null);

/// <summary>Instalments agreed to.</summary>
/// <param name="Amount">How much of the balance they cover.</param>
/// <param name="Mode">Whether a statement is sent where they cover all of it; required.</param>
public sealed record PaymentPlanBody(decimal? Amount = null, PaymentPlanMode? Mode = null)
{
    internal PaymentPlan Read(Errors.FieldChecks checks) => new(
        checks.Amount(Amount, "paymentPlan.amount"), checks.Required(Mode, "paymentPlan.mode"));
}

/// <summary>One switch with what set it.</summary>
public sealed record SwitchResponse(
    SwitchState State, string? Reason, EvidenceBody? Evidence, DateTimeOffset? ChangedAt, string? ChangedBy)
{
    internal static SwitchResponse From(SwitchSetting setting) => new(
        setting.State, setting.Reason, AccountResponse.EvidenceOf(setting.Evidence), setting.ChangedAt,
        setting.ChangedBy);
}

/// <summary>The four switches with what set them.</summary>
public sealed record SwitchSettingsResponse(
    SwitchResponse Paperless, SwitchResponse Email, SwitchResponse Text, SwitchResponse Voice);

/// <summary>An account as it stands; the members of the PUT, and what we know besides.</summary>
public sealed record AccountResponse(
    string Number,
    GuarantorBody Guarantor,
    string? Email,
    string? Phone,
    ContactPointsBody? Preferred,
    ContactPointsBody? Confidential,
    AddressBody Address,
    string? TimeZone,
    Money Balance,
    DateTimeOffset? BalanceAsOf,
    SwitchesBody Switches,
    SwitchSettingsResponse SwitchSettings,
    EvidenceBody? Consent,
    CardBody? CardOnFile,
    string? Profile,
    int DunningCount,
    IReadOnlyList<HoldResponse> Holds,
    string? MergedInto)
{
    public PaymentPlanBody? PaymentPlan { get; init; }

    /// <summary>When it was moved to collections; null when it is not there.</summary>
    public DateTimeOffset? InCollectionsSince { get; init; }

    internal static AccountResponse From(AccountView account) => new(
        account.Number,
        new(account.Details.FirstName, account.Details.LastName, account.Details.Language),
        account.Details.Email,
        account.Details.Phone,
        ContactPointsBody.From(account.Details.Preferred),
        ContactPointsBody.From(account.Details.Confidential),
        new(account.Details.State, account.Details.PostalCode),
        account.Details.TimeZone,
        account.Balance,
        account.BalanceAsOf,
        new(account.Paperless.State, account.Email.State, account.Text.State, account.Voice.State),
        new(
            SwitchResponse.From(account.Paperless), SwitchResponse.From(account.Email),
            SwitchResponse.From(account.Text), SwitchResponse.From(account.Voice)),
        EvidenceOf(account.Consent),
        account.Details.Card is { } card ? new(card.Brand, card.Last4, card.AgreedOn) : null,
        account.Details.Profile,
        account.DunningCount,
        [.. account.Holds.Select(HoldResponse.From)],
        account.MergedInto)
    {
        PaymentPlan = account.Details.PaymentPlan is { } plan ? new(plan.Amount.ToDecimal(), plan.Mode) : null,
        InCollectionsSince = account.InCollectionsSince,
    };

    internal static EvidenceBody? EvidenceOf(Evidence? evidence) =>
        evidence is null ? null : new(evidence.At, evidence.Source, evidence.Wording);
}

/// <summary>An account in a list. Holds no address.</summary>
public sealed record ListedAccountResponse(
    string Number, string FirstName, string LastName, Money Balance, DateTimeOffset? NextDue, string? MergedInto)
{
    internal static ListedAccountResponse From(ListedAccount account) => new(
        account.Number, account.FirstName, account.LastName, account.Balance, account.NextDue, account.MergedInto);
}
