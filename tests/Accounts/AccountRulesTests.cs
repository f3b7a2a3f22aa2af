namespace BalanceNotifications.Accounts;

public sealed class AccountRulesTests
{
    private static readonly CardOnFile Card = new("American Express", "4242", new DateOnly(2026, 1, 5));

    private static readonly AccountDetails Ann = new(
        "Ann", "Lee", "en", "ann@home.example", "+13125550123", "IL", "60601", TimeZone: null, Card, Profile: null);

    public static TheoryData<string, Func<AccountDetails, AccountDetails>> Wrong => new()
    {
        { "guarantor.firstName", account => account with { FirstName = new string('x', 101) } },
        { "guarantor.lastName", account => account with { LastName = "Lee\r\nBcc: all@evil.example" } },
        { "guarantor.language", account => account with { Language = "" } },
        { "email", account => account with { Email = "Ann <ann@home.example>" } },
        { "phone", account => account with { Phone = "555-0123" } },
        { "address.state", account => account with { State = "Illinois" } },
        { "address.postalCode", account => account with { PostalCode = "6060" } },
        { "timeZone", account => account with { TimeZone = "Central" } },
        { "profile", account => account with { Profile = "" } },
        { "cardOnFile.last4", account => account with { Card = Card with { Last4 = "42424" } } },
        { "cardOnFile.brand", account => account with { Card = Card with { Brand = "" } } },
        { "cardOnFile.brand", account => account with { Card = Card with { Brand = "4242424242424242" } } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_detail_is_named_alone(string field, Func<AccountDetails, AccountDetails> spoil) =>
        Assert.Equal(field, Assert.Single(AccountRules.Validate(spoil(Ann))).Field);

    [Fact]
    public void Everything_wrong_is_named_at_once_and_without_its_value()
    {
        const string wrong = "wrong-value";

        var errors = AccountRules.Validate(new(
            Language: "english", Email: wrong, Phone: wrong, State: wrong, PostalCode: wrong, TimeZone: wrong));

        Assert.Equal(
            ["guarantor.language", "email", "phone", "address.state", "address.postalCode", "timeZone"],
            errors.Select(error => error.Field));
        Assert.DoesNotContain(errors, error => error.Message.Contains(wrong));
    }

    [Fact]
    public void A_good_account_and_an_empty_one_have_no_errors()
    {
        Assert.Empty(AccountRules.Validate(Ann));
        Assert.Empty(AccountRules.Validate(new AccountDetails()));
    }

    [Theory]
    [InlineData("100234", true)]
    [InlineData("A.b_c-9", true)]
    [InlineData("", false)]
    [InlineData("10 0234", false)]
    [InlineData("100234\n", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData(null, false)]
    public void An_account_number_is_letters_digits_dots_underscores_and_hyphens(string? number, bool expected) =>
        Assert.Equal(expected, AccountRules.IsAccountNumber(number));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void An_account_number_has_at_most_64_characters(int length, bool expected) =>
        Assert.Equal(expected, AccountRules.IsAccountNumber(new string('7', length)));
}
