using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using BalanceNotifications.Contact;
using BalanceNotifications.Templates;
using BalanceNotifications.Zones;

namespace BalanceNotifications.Accounts;

/// <summary>What the details of a guarantor account must be to be saved.</summary>
public static partial class AccountRules
{
    private const int MaxName = 100;

    /// <summary>Whether it can be an account number: 1 to 64 letters, digits, dots, <c>_ -</c>.</summary>
    public static bool IsAccountNumber([NotNullWhen(true)] string? number) =>
        number is not null && AccountNumber().IsMatch(number);

    /// <returns>Everything that is wrong, by JSON path of the request; empty when it can be saved.</returns>
    public static IReadOnlyList<FieldError> Validate(AccountDetails account)
    {
        var errors = new FieldErrors();
        RequireName(account.FirstName, "guarantor.firstName", errors);
        RequireName(account.LastName, "guarantor.lastName", errors);
        errors.Require(
            MessageLanguage.IsValid(account.Language),
            "guarantor.language", "The language is a BCP 47 tag such as en or es-US.");
        RequireAddresses(new(account.Email, account.Phone), "", errors);
        RequireAddresses(account.Preferred, "preferred.", errors);
        RequireAddresses(account.Confidential, "confidential.", errors);
        errors.Require(
            account.State is null || UsState.IsValid(account.State),
            "address.state", "The state is a postal code of two capital letters such as IL.");
        errors.Require(
            account.PostalCode is null || PostalCode.IsValid(account.PostalCode),
            "address.postalCode", "The postal code is five digits, or five, a hyphen and four.");
        errors.Require(
            account.TimeZone is null || ZoneId.IsValid(account.TimeZone),
            "timeZone", "The zone is an IANA name such as America/Chicago.");
        errors.Require(
            account.Profile is null or { Length: > 0 and <= MaxName }, "profile", "1 to 100 characters, or null.");
        Validate(account.Card, errors);
        errors.Require(
            account.PaymentPlan is null || account.PaymentPlan.Amount > Money.Zero,
            "paymentPlan.amount", "The amount is more than 0.");
        return errors.All;
    }

    private static void RequireAddresses(ContactPoints? points, string path, FieldErrors errors)
    {
        errors.Require(
            points?.Email is null || EmailAddress.IsValid(points.Email),
            $"{path}email", "One plain e-mail address is required, or null.");
        errors.Require(
            points?.Phone is null || PhoneNumber.TryNormalise(points.Phone, out _),
            $"{path}phone", "The phone number cannot exist.");
    }

    private static void Validate(CardOnFile? card, FieldErrors errors)
    {
        if (card is null)
        {
            return;
        }

        errors.Require(
            card.Brand is not null && CardBrand().IsMatch(card.Brand),
            "cardOnFile.brand", "A brand is 1 to 30 letters, digits, spaces or hyphens.");

        // Four digits and no more: a full card number must never get in here.
        errors.Require(
            card.Last4 is not null && CardLast4().IsMatch(card.Last4), "cardOnFile.last4", "Exactly four digits.");
    }

    private static void RequireName(string? name, string field, FieldErrors errors) => errors.Require(
        name is { Length: <= MaxName } && !name.Any(char.IsControl),
        field, "At most 100 characters, without line breaks.");

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex AccountNumber();

    // A brand with eight digits in a row would be a number.
    [GeneratedRegex(@"^(?!.*[0-9]{8})[\p{L}0-9 -]{1,30}\z")]
    private static partial Regex CardBrand();

    [GeneratedRegex(@"^[0-9]{4}\z")]
    private static partial Regex CardLast4();
}
